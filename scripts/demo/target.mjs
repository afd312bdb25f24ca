/**
 * The demo's system under test: a small shop with a bank, as an HTTP service. `node target.mjs [port [host]]`, by default 8080 of 127.0.0.1.
 * A request names the release that shall answer it in the header `X-Demo-Version`; DEMO_DIFFERENCES says what releases differ in.
 * Needs no npm package.
 */
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** The release that answers when a request names none; every release without an entry below behaves like it. */
export const DEMO_REFERENCE_VERSION = '14.2.2';

/**
 * What a release does differently from the reference, and in nothing else. Ratios 0–1.
 * The transaction around the label shows it too: longer by the same milliseconds, or failed as often.
 */
export const DEMO_DIFFERENCES = [
  {
    version: '14.2.3',
    scenario: 'trans',
    label: 'Transfer',
    transaction: 'Make a transfer',
    path: '/trans/transfer',
    slowerBy: 0.6,
    errorRate: 0,
  },
  {
    version: '14.2.3',
    scenario: 'uid',
    label: 'Lookup',
    transaction: 'Find a person',
    path: '/uid/lookup',
    slowerBy: 0,
    errorRate: 0.08,
  },
];

/** Median response times. Large against the timing noise of a busy machine, small enough for a demo of seconds. */
const ENDPOINTS = [
  { method: 'GET', path: '/health', medianMs: 0 },
  { method: 'GET', path: '/prod/search', medianMs: 110 },
  { method: 'GET', path: '/prod/product', medianMs: 80 },
  { method: 'POST', path: '/prod/cart', medianMs: 95 },
  { method: 'GET', path: '/rev/list', medianMs: 85 },
  { method: 'POST', path: '/rev/review', medianMs: 120 },
  { method: 'GET', path: '/rev/rating', medianMs: 70 },
  { method: 'POST', path: '/trans/login', medianMs: 100 },
  { method: 'POST', path: '/trans/transfer', medianMs: 90 },
  { method: 'GET', path: '/trans/statement', medianMs: 105 },
  { method: 'POST', path: '/uid/login', medianMs: 90 },
  { method: 'GET', path: '/uid/lookup', medianMs: 75 },
  { method: 'GET', path: '/uid/profile', medianMs: 65 },
];

const PADDING = 'x'.repeat(800);

/**
 * Answers until `close` is called.
 * @param {{ port?: number, host?: string, differences?: ReadonlyArray<{ version: string, path: string, slowerBy: number, errorRate: number }> }} [options] port 0 takes a free one
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function startDemoTarget({ port = 0, host = '127.0.0.1', differences = DEMO_DIFFERENCES } = {}) {
  const turns = new Map();
  const server = createServer((request, response) => answer({ request, response, turns, differences }));
  // Load generators keep connections longer than Node's 5 s; closing under them would look like errors of the service.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: boundPort } = server.address();
  return { url: `http://${host}:${boundPort}`, port: boundPort, close: () => closeServer(server) };
}

function closeServer(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function answer({ request, response, turns, differences }) {
  request.resume();
  const path = new URL(request.url ?? '/', 'http://demo').pathname;
  const endpoint = ENDPOINTS.find((known) => known.path === path);
  if (endpoint === undefined) {
    send(response, 404, { status: 'unknown', path });
    return;
  }
  if (endpoint.method !== request.method) {
    send(response, 405, { status: 'not allowed', path });
    return;
  }
  const version = String(request.headers['x-demo-version'] ?? DEMO_REFERENCE_VERSION);
  const outcome = nextOutcome({ endpoint, version, turns, differences });
  setTimeout(() => sendOutcome({ response, path, version, outcome }), outcome.delayMs);
}

/** The n-th answer of an endpoint in a release is the same in every run. */
function nextOutcome({ endpoint, version, turns, differences }) {
  const key = `${version} ${endpoint.path}`;
  const turn = (turns.get(key) ?? 0) + 1;
  turns.set(key, turn);
  const difference = differences.find((one) => one.version === version && one.path === endpoint.path);
  const { slowerBy = 0, errorRate = 0 } = difference ?? {};
  const seed = ENDPOINTS.indexOf(endpoint) / ENDPOINTS.length;
  return {
    delayMs: endpoint.medianMs * (1 + slowerBy) * spread(fraction(seed + turn * GOLDEN_RATIO)),
    isError: fraction(seed + turn * Math.SQRT2) < errorRate,
  };
}

/** Multiples of an irrational number fill 0–1 evenly, so even a hundred answers have nearly the distribution of a million. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

function fraction(value) {
  return value - Math.floor(value);
}

/** From 0.85 to 1.3 times the median: a longer upper side, as response times have, but no outliers. */
function spread(quantile) {
  return quantile < 0.5 ? 0.85 + 0.3 * quantile : 1 + 0.6 * (quantile - 0.5);
}

function sendOutcome({ response, path, version, outcome }) {
  if (outcome.isError) {
    send(response, 500, { status: 'error', path, version, error: 'The directory did not answer' });
    return;
  }
  send(response, 200, { status: 'ok', path, version, items: PADDING });
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const target = await startDemoTarget({ port: Number(process.argv[2] ?? 8080), host: process.argv[3] ?? '127.0.0.1' });
  console.log(`The demo target answers at ${target.url}`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void target.close());
  }
}
