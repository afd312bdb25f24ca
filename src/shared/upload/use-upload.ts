import { useEffect, useRef, useState } from 'react';
import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';

import { type ApiError, isAbort, toApiError } from '../api/api-error';
import { uploadForm } from '../api/upload';
import { addPoint, progressOf, type SentPoint, type UploadProgress } from './upload-progress';

export type UploadState =
  | { kind: 'idle' }
  | { kind: 'sending'; progress: UploadProgress }
  /** Everything is sent; the sidecar unpacks and reads it. */
  | { kind: 'reading' }
  | { kind: 'cancelled' }
  | { kind: 'refused'; error: ApiError };

interface Upload {
  path: string;
  form: FormData;
  done: string;
}

/**
 * One upload at a time; it is cancelled when the page is left.
 * @param onDone what the sidecar answered; awaited before the upload counts as over
 */
export function useUpload<T>(onDone: (answer: T) => void | Promise<void>) {
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  useWarningBeforeUnload(isUnderWay(state));

  const start = async ({ path, form, done }: Upload) => {
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: 'sending', progress: progressOf([], 0) });
    try {
      const signal = controller.signal;
      const answer = await uploadForm<T>({ path, form, signal, onSent: followSpeed(setState) });
      getAppEvents().publish({ type: AppEvents.alertSuccess.name, payload: [done] });
      await onDone(answer);
      setState({ kind: 'idle' });
    } catch (cause) {
      setState(isAbort(cause) ? { kind: 'cancelled' } : { kind: 'refused', error: toApiError(cause) });
    }
  };
  const forget = () => setState((now) => (isUnderWay(now) ? now : { kind: 'idle' }));
  return { state, isUnderWay: isUnderWay(state), start, cancel: () => running.current?.abort(), forget };
}

function isUnderWay({ kind }: UploadState): boolean {
  return kind === 'sending' || kind === 'reading';
}

function followSpeed(setState: (state: UploadState) => void) {
  let points: SentPoint[] = [];
  return (sentBytes: number, totalBytes: number) => {
    points = addPoint(points, { atMs: performance.now(), sentBytes });
    const isSent = sentBytes >= totalBytes;
    setState(isSent ? { kind: 'reading' } : { kind: 'sending', progress: progressOf(points, totalBytes) });
  };
}

/** The browser asks before the tab is closed. */
function useWarningBeforeUnload(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) {
      return;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
