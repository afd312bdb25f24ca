/** One entry of plugin.json `routes`: only the fields that Grafana's app proxy reads. */
export interface PluginRoute {
  path: string;
  method?: string;
  url: string;
  reqRole?: string;
  reqAction?: string;
  headers?: ReadonlyArray<{ name: string; content: string }>;
  body?: unknown;
}

export interface RouteMatch {
  route: PluginRoute;
  /** What the pattern's trailing `*` stood for, decoded to bytes (one char per byte); '' without a trailing `*`. */
  rest: string;
}

/**
 * Percent-decodes like Go's `url.PathUnescape`: to bytes, so the text holds one character per byte.
 * @returns undefined for a broken escape such as `%zz`
 */
export function unescapePath(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) {
    return undefined;
  }
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return bytes.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Encodes a path of bytes like Go's `URL.EscapedPath`: keeps unreserved characters and `$&+,/:;=@`. */
export function escapePath(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  );
}

/** Route patterns this double understands; Grafana's tree knows more (regular expressions, optional parts). */
export function assertKnownPattern(pattern: string): void {
  for (const segment of pattern.split('/')) {
    const isKnown = segment === '*' || /^:[a-zA-Z0-9]+$/.test(segment) || !/[:*?()]/.test(segment);
    if (!isKnown) {
      throw new Error(`Route pattern "${pattern}" is not modelled by the preview host`);
    }
  }
}

/**
 * Matches a still encoded proxy path: `a/*` matches `a/x` and `a/x/y` but neither `a` nor `a/`.
 * @returns the text of the trailing `*` ('' when the pattern has none), or undefined for no match
 */
export function matchPattern(pattern: string, encodedPath: string): string | undefined {
  const segments = pattern.replace(/\/$/, '').replace(/^\//, '').split('/');
  const url = encodedPath.replace(/^\//, '').replace(/\/$/, '');
  return matchSegments(segments, url);
}

function matchSegments(segments: readonly string[], url: string): string | undefined {
  const [segment = '', ...following] = segments;
  const slash = url.indexOf('/');
  if (following.length === 0) {
    return matchLeaf(segment, url, slash >= 0);
  }
  if (slash < 0) {
    return undefined;
  }
  return accepts(segment, url.slice(0, slash)) ? matchSegments(following, url.slice(slash + 1)) : undefined;
}

function matchLeaf(segment: string, url: string, hasMoreSegments: boolean): string | undefined {
  const text = unescapePath(url);
  if (text === undefined) {
    return undefined;
  }
  if (segment === '*') {
    return text;
  }
  return !hasMoreSegments && accepts(segment, url) ? '' : undefined;
}

function accepts(segment: string, encoded: string): boolean {
  const text = unescapePath(encoded);
  return text !== undefined && (segment === '*' || segment.startsWith(':') || segment === text);
}

/** The first route whose verb and pattern match decides, in the order of plugin.json. The verb is one exact word. */
export function findRoute(
  routes: readonly PluginRoute[],
  request: { method: string; encodedPath: string }
): RouteMatch | undefined {
  for (const route of routes) {
    const isAnyVerb = !route.method || route.method === '*';
    if (!isAnyVerb && route.method !== request.method) {
      continue;
    }
    const rest = matchPattern(route.path, request.encodedPath);
    if (rest !== undefined) {
      return { route, rest };
    }
  }
  return undefined;
}

/** Joins a route's url path and the rest with exactly one slash; an empty rest adds nothing. */
export function joinPath(base: string, rest: string): string {
  if (rest === '') {
    return base;
  }
  return `${base.replace(/\/$/, '')}/${rest.replace(/^\//, '')}`;
}
