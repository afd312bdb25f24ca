import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { LiveEnd, LiveSnapshot, LiveUpdate } from 'perftest-automation-sidecar/contract/live';

import { proxyHref } from '../paths';
import { type ApiError, isAbort, toApiError } from './api-error';
import { readEventStream, type StreamEvent } from './event-stream';
import { mergeUpdate } from './live-state';
import { runKeys } from './runs';

export type LiveEvent =
  | { kind: 'snapshot'; snapshot: LiveSnapshot }
  | { kind: 'update'; update: LiveUpdate }
  | { kind: 'end'; end: LiveEnd }
  | { kind: 'lost'; error: ApiError; retryInMs: number };

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** The sidecar sends a heartbeat at least this often; a silent connection is a dead one. */
const SILENCE_MS = 60_000;

interface Follow {
  runId: number;
  signal: AbortSignal;
  onEvent: (event: LiveEvent) => void;
  /** For tests. */
  fetchStream?: typeof fetch;
  wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows a run until it ends or `signal` aborts. Every connection begins with a snapshot, so a reader that was cut off
 * misses nothing. Not EventSource: that ends for good at the first answer that is not 200, and a Grafana session whose
 * token is being rotated gives a passing 401.
 */
export async function followRun({
  runId,
  signal,
  onEvent,
  fetchStream = fetch,
  wait = waitFor,
}: Follow): Promise<void> {
  let retryInMs = FIRST_RETRY_MS;
  const forward = (event: LiveEvent) => {
    retryInMs = FIRST_RETRY_MS;
    onEvent(event);
  };
  while (!signal.aborted) {
    const result = await readOnce({ runId, signal, onEvent: forward, fetchStream });
    if (result === 'ended' || signal.aborted) {
      return;
    }
    if (isFinal(result)) {
      onEvent({ kind: 'lost', error: result, retryInMs: Infinity });
      return;
    }
    onEvent({ kind: 'lost', error: result, retryInMs });
    await wait(retryInMs, signal);
    retryInMs = Math.min(2 * retryInMs, LONGEST_RETRY_MS);
  }
}

/** Asking again does not help where the run is unknown or the role does not suffice. */
function isFinal(error: ApiError): boolean {
  return error.status === 403 || error.status === 404 || error.status === 409;
}

async function readOnce({ runId, signal, onEvent, fetchStream = fetch }: Follow): Promise<'ended' | ApiError> {
  const watchdog = createWatchdog(signal);
  let hasEnded = false;
  try {
    const stream = await openStream({ runId, signal: watchdog.signal, fetchStream });
    await readEventStream({
      stream: stream.pipeThrough(watchdog.observe()),
      onEvent: (event) => {
        const parsed = parseEvent(event);
        hasEnded ||= parsed?.kind === 'end';
        if (parsed) {
          onEvent(parsed);
        }
      },
    });
    return hasEnded ? 'ended' : toApiError({ status: 502 });
  } catch (cause) {
    return isAbort(cause) ? toApiError({ status: 0 }) : toApiError(cause);
  } finally {
    watchdog.stop();
  }
}

interface Open {
  runId: number;
  signal: AbortSignal;
  fetchStream: typeof fetch;
}

async function openStream({ runId, signal, fetchStream }: Open): Promise<ReadableStream<Uint8Array>> {
  const response = await fetchStream(proxyHref(`/api/tests/${runId}/live`), {
    headers: { accept: 'text/event-stream' },
    signal,
  });
  if (!response.ok || !response.body) {
    throw { status: response.status, data: await readBody(response) };
  }
  return response.body;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseEvent({ name, data }: StreamEvent): LiveEvent | undefined {
  switch (name) {
    case 'snapshot':
      return { kind: 'snapshot', snapshot: JSON.parse(data) };
    case 'update':
      return { kind: 'update', update: JSON.parse(data) };
    case 'end':
      return { kind: 'end', end: JSON.parse(data) };
    default:
      return undefined;
  }
}

/** Aborts when the outer signal does, and when nothing, not even a heartbeat, has come for too long. */
function createWatchdog(outer: AbortSignal) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  outer.addEventListener('abort', abort, { once: true });
  let timer = setTimeout(abort, SILENCE_MS);
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(abort, SILENCE_MS);
  };
  return {
    signal: controller.signal,
    observe: () =>
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, sink) {
          touch();
          sink.enqueue(chunk);
        },
      }),
    stop() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}

function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true }
    );
  });
}

export interface LiveState {
  snapshot?: LiveSnapshot;
  ended?: LiveEnd;
  /** The connection is broken at the moment; figures are those of the last event. */
  lost?: { error: ApiError; isFinal: boolean };
}

export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case 'snapshot':
      return { snapshot: event.snapshot };
    case 'update':
      return { snapshot: state.snapshot ? mergeUpdate(state.snapshot, event.update) : undefined };
    case 'end':
      return { ...state, lost: undefined, ended: event.end };
    case 'lost':
      return { ...state, lost: { error: event.error, isFinal: event.retryInMs === Infinity } };
  }
}

const NOTHING_YET: LiveState = {};

export function useLiveRun(runId: number, isEnabled: boolean): LiveState {
  const [state, setState] = useState({ runId, live: NOTHING_YET });
  const client = useQueryClient();

  useEffect(() => {
    if (!isEnabled) {
      return;
    }
    const controller = new AbortController();
    void followRun({
      runId,
      signal: controller.signal,
      onEvent: (event) => {
        setState((previous) => ({ runId, live: reduceLive(liveOf(previous, runId), event) }));
        if (event.kind === 'end') {
          void client.invalidateQueries({ queryKey: runKeys.one(runId) });
        }
      },
    });
    return () => controller.abort();
  }, [runId, isEnabled, client]);

  return liveOf(state, runId);
}

/** What was heard of another run says nothing about this one. */
function liveOf(state: { runId: number; live: LiveState }, runId: number): LiveState {
  return state.runId === runId ? state.live : NOTHING_YET;
}
