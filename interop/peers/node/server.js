import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import { codeName, fitsInt64, format, messages, parse, send, services, stalls } from './common.js';

const shutdownGraceMillis = 2000;

// A client may half-close and then cancel (grpc-js does so in one go), and any cancel looks like a half-close first
// here: before a call ends with OK, its cancel gets this long to arrive.
const cancelGraceMillis = 50;

export async function serve(slow) {
  const server = new grpc.Server();
  server.addService(services.stream.ServerStream.service, { Pow: answering('Pow', pow) });
  server.addService(services.stream.ClientStream.service, { Sum: answering('Sum', sum(slow)) });
  server.addService(services.stream.BidirectionalStreamServer.service, { Sqrt: answering('Sqrt', sqrt(slow)) });
  server.addService(services.helloworld.AllStreamServer.service, { AllStream: answering('AllStream', text) });
  const port = await new Promise((resolve, reject) => {
    const bound = (error, port) => (error ? reject(error) : resolve(port));
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), bound);
  });
  console.log(`PORT ${port}`);

  if (!(await mustStopAtOnce())) {
    const grace = setTimeout(() => server.forceShutdown(), shutdownGraceMillis);
    await new Promise((resolve) => server.tryShutdown(resolve));
    clearTimeout(grace);
  }
  server.forceShutdown();
  process.stdin.destroy();
}

/** Waits; true when the server is to stop at once, false when it is to end cleanly. */
function mustStopAtOnce() {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve(false));
    process.once('SIGINT', () => resolve(false));
    createInterface({ input: process.stdin })
      .on('line', (line) => line === 'stop' && resolve(true))
      .on('close', () => resolve(false));
  });
}

const failure = (code, details) => Object.assign(new Error(details), { code, details });

const isCancelled = (call) => call.cancelled || call.getDeadline() <= Date.now();

/** Runs a handler, an async function that returns once all is written, and tells how its call ended. */
function answering(method, handler) {
  return async (call, respond) => {
    let what = 'ok';
    try {
      const response = await handler(call);
      await pause(cancelGraceMillis);
      if (isCancelled(call)) throw new Error('cancelled');
      if (respond) respond(null, response);
      else call.end();
    } catch (error) {
      what = isCancelled(call) ? 'cancelled' : `status ${codeName(error.code ?? grpc.status.UNKNOWN)}`;
      if (respond) respond(error);
      else call.emit('error', error);
    }
    console.log(`${method} ended ${what}`);
  };
}

async function pow(call) {
  const number = BigInt(call.request.number);
  for (let exponent = 0n; exponent <= 9n; exponent++) {
    const power = number ** exponent;
    if (!fitsInt64(power)) {
      throw failure(grpc.status.OUT_OF_RANGE, `${number}^${exponent} does not fit int64`);
    }
    await send(call, { number: String(power) });
  }
}

const sum = (slow) => async (call) => {
  const stall = stalls(slow);
  let [sum, k] = [0n, 0];
  for await (const { data } of messages(call)) {
    k++;
    sum += BigInt(data);
    if (!fitsInt64(sum)) {
      throw failure(grpc.status.OUT_OF_RANGE, `the sum does not fit int64 at message ${k}`);
    }
    await stall();
  }
  return { sum: String(sum) };
};

const sqrt = (slow) => async (call) => {
  const stall = stalls(slow);
  for await (const { number } of messages(call)) {
    await send(call, { sqrt: Math.sqrt(number) });
    await stall();
  }
};

async function text(call) {
  for await (const { data } of messages(call)) {
    const number = parse(data);
    if (number === undefined) {
      const characters = [...data];
      const cut = characters.length <= 64 ? data : `${characters.slice(0, 64).join('')}…`;
      throw failure(grpc.status.INVALID_ARGUMENT, `"${cut}" is no number`);
    }
    await send(call, { data: format(Math.sqrt(number)) });
  }
}
