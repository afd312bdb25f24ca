import { type RefObject, useEffect, useRef } from 'react';

/** Brings an element into view when `key` changes to another value; not when the page opens. */
export function useScrollTo<T extends HTMLElement>(key: string | undefined): RefObject<T> {
  const ref = useRef<T>(null);
  const lastKey = useRef(key);
  useEffect(() => {
    if (key !== undefined && key !== lastKey.current) {
      // jsdom has no scrollIntoView.
      ref.current?.scrollIntoView?.({ block: 'nearest' });
    }
    lastKey.current = key;
  }, [key]);
  return ref;
}
