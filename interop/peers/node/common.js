// What both ends of a call need: the services, numbers as text, and streams that heed flow control.
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const protos = fileURLToPath(new URL('proto', import.meta.url));

export const services = grpc.loadPackageDefinition(
  // int64 as text: a JavaScript number holds only 53 bits
  loadSync(readdirSync(protos), { includeDirs: [protos], longs: String, defaults: true }),
);

export const codeName = (code) => grpc.status[code];

const decimal = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
const special = { NaN: NaN, Inf: Infinity, '+Inf': Infinity, '-Inf': -Infinity };

/** The number a text stands for; undefined when it is no decimal number or none that fits a double. */
export function parse(text) {
  if (Object.hasOwn(special, text)) return special[text];
  const number = decimal.test(text) ? Number(text) : Infinity;
  return Number.isFinite(number) ? number : undefined;
}

/** As Go's %v: as short as reads back, with an exponent only below 1e-04 and from 1e+06 up. */
export function format(x) {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '+Inf' : '-Inf';
  if (Object.is(x, -0)) return '-0';
  if (x !== 0 && (Math.abs(x) < 1e-4 || Math.abs(x) >= 1e6)) {
    return x.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return String(x);
}

export const fitsInt64 = (bigint) => BigInt.asIntN(64, bigint) === bigint;

/**
 * What a reading loop awaits after each message: nothing happens, or, when slow, it pauses 1 ms after every 100
 * messages and 500 ms once after the first 1,000.
 */
export function stalls(slow) {
  let messages = 0;
  return async () => {
    messages++;
    if (slow && messages % 100 === 0) await pause(1);
    if (slow && messages === 1000) await pause(500);
  };
}

/** The messages of a stream; unlike plain iteration it leaves the stream's other direction alone when it ends. */
export const messages = (stream) => stream.iterator({ destroyOnReturn: false });

const released = ['drain', 'close', 'cancelled', 'status'];

/** Writes a message and waits while flow control holds the stream back, or until the call has ended. */
export async function send(stream, message) {
  if (stream.write(message) || stream.destroyed) return;
  await new Promise((resolve) => {
    const release = () => {
      released.forEach((event) => stream.off(event, release));
      resolve();
    };
    released.forEach((event) => stream.on(event, release));
  });
}
