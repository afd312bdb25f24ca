import type { InfluxPlace } from '../../scripts/influx-place.ts';

export type InfluxCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'user'; readonly username: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

/** An InfluxDB with what it takes to write to it and to read from it. */
export type InfluxTarget = InfluxPlace & { readonly credentials: InfluxCredentials };

/** Why InfluxDB did not do what it was asked to, in words for people; no credentials are in them. */
export interface InfluxFault {
  readonly kind: 'unreachable' | 'credentials' | 'missing' | 'refused';
  readonly why: string;
}

export type InfluxAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | ({ readonly kind: 'fault' } & {
      readonly fault: InfluxFault;
    });
