import grpc from '@grpc/grpc-js';
import { codeName, fitsInt64, format, messages, parse, send, services, stalls } from './common.js';

const safetyDeadlineMillis = 60_000;
const { CANCELLED, DEADLINE_EXCEEDED, OK, UNAVAILABLE } = grpc.status;
const textDiffersPerStack = [OK, CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE];

/** Each case returns the status its call ended with. */
const cases = {
  pow: callPow,
  sum: (clients, args) => addUp(clients, integers(args)),
  'many-sum': (clients, args) => addUp(clients, upTo(integers(args, 1)[0])),
  sqrt: callSqrt,
  deadline: callDeadline,
  cancel: callCancel,
  cut: callCut,
  many: callMany(false),
  'many-slow': callMany(true),
  text: callText,
};

export async function call(name, args, target) {
  if (!Object.hasOwn(cases, name)) throw new Error(`unknown case: ${name}`);
  // With a retry buffer, a message counts as written once it is in there, and writing runs ahead of flow control.
  const options = { 'grpc.enable_http_proxy': 0, 'grpc.per_rpc_retry_buffer_size': 0 };
  const client = (Service) => new Service(target, grpc.credentials.createInsecure(), options);
  const clients = {
    pow: client(services.stream.ServerStream),
    sum: client(services.stream.ClientStream),
    sqrt: client(services.stream.BidirectionalStreamServer),
    text: client(services.helloworld.AllStreamServer),
  };
  try {
    const { code, details } = await cases[name](clients, args);
    console.log(`status ${codeName(code)}${textDiffersPerStack.includes(code) ? '' : ` ${details}`}`);
  } finally {
    Object.values(clients).forEach((client) => client.close());
  }
}

const within = (millis) => ({ deadline: Date.now() + millis });
const safely = () => within(safetyDeadlineMillis);

/** The status a call ends with, once it has. */
function end(stream) {
  stream.on('error', () => {}); // the status says it
  return new Promise((resolve) => stream.once('status', resolve));
}

const watch = (stream) => ({ responses: messages(stream), status: end(stream) });

/** Hands the next messages, at most `count`, to `handle`; false when the call ended before there were as many. */
async function receive(responses, handle, count = Infinity) {
  try {
    for (let i = 0; i < count; i++) {
      const { done, value } = await responses.next();
      if (done) return false;
      await handle(value);
    }
  } catch (error) {
    if (error.code === undefined) throw error;
    return false; // the status says it
  }
  return true;
}

async function sendAll(stream, requests) {
  let ended = false;
  stream.once('status', () => (ended = true));
  for (const request of requests) {
    if (ended) return;
    await send(stream, request);
  }
  stream.end();
}

async function callPow({ pow }, args) {
  const [number] = integers(args, 1);
  const stream = pow.Pow({ number: String(number) }, safely());
  const { responses, status } = watch(stream);
  await receive(responses, (response) => console.log(response.number));
  return status;
}

async function addUp(clients, numbers) {
  let sum;
  const stream = clients.sum.Sum(safely(), (error, response) => (sum = response?.sum));
  const status = end(stream);
  await sendAll(stream, mapped(numbers, (number) => ({ data: String(number) })));
  const result = await status;
  if (result.code === OK) console.log(sum);
  return result;
}

const printRoot = ({ sqrt }) => console.log(format(sqrt));

async function callSqrt({ sqrt }, args) {
  const numbers = args.map((arg) => parse(arg) ?? fail(`not a decimal number: "${arg}"`));
  const stream = sqrt.Sqrt(safely());
  const { responses, status } = watch(stream);
  for (const number of numbers) {
    await send(stream, { number });
    if (!(await receive(responses, printRoot, 1))) return status;
  }
  stream.end();
  await receive(responses, printRoot);
  return status;
}

async function callDeadline({ sqrt }) {
  // The deadline is for the call: connecting must not eat it up.
  await new Promise((resolve, reject) => {
    sqrt.waitForReady(Date.now() + 10_000, (error) => (error ? reject(error) : resolve()));
  });
  const stream = sqrt.Sqrt(within(300));
  const { responses, status } = watch(stream);
  await send(stream, { number: 4 });
  await receive(responses, printRoot);
  return status;
}

async function callCancel({ sqrt }) {
  const stream = sqrt.Sqrt(safely());
  const { responses, status } = watch(stream);
  for (const number of [4, 9, 16]) await send(stream, { number });
  await receive(responses, printRoot, 3);
  stream.cancel();
  await receive(responses, printRoot);
  return status;
}

async function callCut({ sqrt }) {
  const stream = sqrt.Sqrt(safely());
  const { responses, status } = watch(stream);
  await send(stream, { number: 4 });
  if (await receive(responses, printRoot, 1)) console.log('ready');
  await receive(responses, printRoot);
  return status;
}

function callMany(slow) {
  return async ({ sqrt }, args) => {
    const [count] = integers(args, 1);
    const stream = sqrt.Sqrt(safely());
    const { responses, status } = watch(stream);
    const stall = stalls(slow);
    let [received, sum] = [0, 0n];
    const receiving = receive(responses, (response) => {
      received++;
      sum += BigInt(Math.trunc(response.sqrt));
      return stall();
    });
    await Promise.all([receiving, sendAll(stream, mapped(upTo(count), (i) => ({ number: Number(i * i) })))]);
    console.log(`count ${received} sum ${sum}`);
    return status;
  };
}

async function callText({ text }, args) {
  const stream = text.AllStream(safely());
  const { responses, status } = watch(stream);
  const receiving = receive(responses, (response) => console.log(response.data));
  await Promise.all([receiving, sendAll(stream, mapped(args, (data) => ({ data })))]);
  return status;
}

function* upTo(count) {
  for (let i = 0n; i < count; i++) yield i;
}

function* mapped(values, map) {
  for (const value of values) yield map(value);
}

function integers(args, count = args.length) {
  if (args.length !== count) fail(`expected ${count} number(s), got ${args.length}`);
  return args.map((arg) => {
    const number = /^[+-]?[0-9]+$/.test(arg) ? BigInt(arg.replace('+', '')) : fail(`not an integer: "${arg}"`);
    return fitsInt64(number) ? number : fail(`not an int64: ${arg}`);
  });
}

function fail(message) {
  throw new Error(message);
}
