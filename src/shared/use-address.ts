import { useSearchParams } from 'react-router-dom';

/** Parameters of the URL that change; an empty or missing value takes one away. */
export type AddressChanges = Record<string, string | number | undefined>;

/** State that stands in the URL, so that a page can be sent to somebody as it is. */
export function useAddress(): [URLSearchParams, (changes: AddressChanges) => void] {
  const [params, setParams] = useSearchParams();
  const change = (changes: AddressChanges) =>
    setParams((previous) => withChanges(previous, changes), { replace: true });
  return [params, change];
}

function withChanges(previous: URLSearchParams, changes: AddressChanges): URLSearchParams {
  const next = new URLSearchParams(previous);
  for (const [name, value] of Object.entries(changes)) {
    value === undefined || value === '' ? next.delete(name) : next.set(name, String(value));
  }
  return next;
}

/** A parameter that is the id of something; undefined = not there, or no id. */
export function readId(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name) ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
