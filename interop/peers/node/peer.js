// The grpc-js peer of the interoperability tests; peers/README.md has its contract.
import { call } from './client.js';
import { serve } from './server.js';

const [command, ...args] = process.argv.slice(2);
try {
  if (command === 'serve' && (args.length === 0 || (args.length === 1 && args[0] === '--slow'))) {
    await serve(args.length === 1);
  } else if (command === 'call' && args.length >= 2) {
    await call(args[0], args.slice(1, -1), args.at(-1));
  } else {
    throw new Error('usage: serve [--slow] | call <case> [<argument>...] <host:port>');
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
