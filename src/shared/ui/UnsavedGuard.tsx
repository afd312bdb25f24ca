import React, { useEffect, useRef, useState } from 'react';
import { locationService } from '@grafana/runtime';
import { ConfirmModal } from '@grafana/ui';

/** The state of a navigation that may leave although something is unsaved, e.g. after it was saved or deleted. */
export const MAY_LEAVE = { mayLeave: true };

/** As the history of Grafana tells where somebody is about to go. */
interface Target {
  pathname: string;
  search: string;
  hash: string;
  state?: unknown;
}

/** Asks before somebody leaves a page on which something is not saved: by a link, by “back”, or by closing the tab. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const [target, setTarget] = useState<Target>();
  const isLeaving = useRef(false);
  useEffect(() => {
    if (!isDirty) {
      return;
    }
    isLeaving.current = false;
    const history = locationService.getHistory();
    const release = history.block((next: Target) => {
      const isSamePage = next.pathname === history.location.pathname;
      if (isSamePage || isLeaving.current || mayLeave(next.state)) {
        return;
      }
      setTarget(next);
      return false;
    });
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => {
      release();
      window.removeEventListener('beforeunload', warn);
    };
  }, [isDirty]);
  const leave = () => {
    isLeaving.current = true;
    if (target) {
      locationService.getHistory().push(target);
    }
  };
  return (
    <ConfirmModal
      isOpen={target !== undefined}
      title="Leave without saving?"
      body="What you have changed on this page is lost."
      confirmText="Leave"
      dismissText="Stay"
      onConfirm={leave}
      onDismiss={() => setTarget(undefined)}
    />
  );
}

function mayLeave(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'mayLeave' in state;
}
