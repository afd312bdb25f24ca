/** A database of InfluxDB 1.x or a bucket of InfluxDB 2, without the credentials that it asks for. */
export type InfluxPlace =
  | { readonly kind: 'database'; readonly url: string; readonly database: string }
  | { readonly kind: 'bucket'; readonly url: string; readonly organisation: string; readonly bucket: string };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The address that points are written to. */
export function writeAddress(place: InfluxPlace): URL {
  const path = place.kind === 'database' ? 'write' : 'api/v2/write';
  const address = new URL(`${basePath(new URL(place.url))}${path}`, place.url);
  // Not by `searchParams`: JMeter's HTTP client takes a plus for what it is, not for a space.
  address.search =
    place.kind === 'database'
      ? `?db=${encodeURIComponent(place.database)}`
      : `?org=${encodeURIComponent(place.organisation)}&bucket=${encodeURIComponent(place.bucket)}`;
  return address;
}

/** Whether points that are written to the address come to that place; users and passwords are not compared. */
export function leadsTo(place: InfluxPlace, address: string): boolean {
  const wanted = writeAddress(place);
  const given = URL.canParse(address) ? new URL(address) : undefined;
  if (given === undefined || given.protocol !== wanted.protocol || given.port !== wanted.port) {
    return false;
  }
  const names = [...wanted.searchParams.keys()];
  return (
    isSameHost(given.hostname, wanted.hostname) &&
    given.pathname.replaceAll('//', '/') === wanted.pathname &&
    names.every((name) => given.searchParams.get(name) === wanted.searchParams.get(name))
  );
}

/** `/` or, behind a proxy, `/influx/`. */
function basePath({ pathname }: URL): string {
  return pathname.endsWith('/') ? pathname : `${pathname}/`;
}

function isSameHost(left: string, right: string): boolean {
  return left === right || (LOOPBACK.test(left) && LOOPBACK.test(right));
}

/** What people call it. */
export function placeName(place: InfluxPlace): string {
  const host = new URL(place.url).host;
  return place.kind === 'database' ? `database “${place.database}” of ${host}` : `bucket “${place.bucket}” of ${host}`;
}
