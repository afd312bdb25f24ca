import { createReadStream, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ServerResponse } from 'node:http';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { answerJson } from './answers.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.md': 'text/markdown; charset=utf-8',
};

const require = createRequire(import.meta.url);
const packageDir = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Grafana's font files by the names that GlobalStyles asks for. */
const FONTS: Readonly<Record<string, [family: string, face: string]>> = {
  'inter/Inter-Regular.woff2': ['inter', 'latin-400-normal'],
  'inter/Inter-Medium.woff2': ['inter', 'latin-500-normal'],
  'inter/Inter-Italic.woff2': ['inter', 'latin-400-italic'],
  'inter/Inter-MediumItalic.woff2': ['inter', 'latin-500-italic'],
};

const PLACEHOLDER_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="6" y="6" width="12" height="12" rx="3" ' +
  'fill="none" stroke="currentColor" stroke-width="2"/></svg>';

export interface AssetFolders {
  pluginId: string;
  pluginDir: string;
  /** What build.mjs made. */
  bundleDir: string;
  /** The host's own pictures. */
  assetsDir: string;
}

/** Serves `/public/…`: the host's bundle, the plugin's files, Grafana's icons and fonts. */
export function servePublic(path: string, response: ServerResponse, folders: AssetFolders): void {
  const pluginPrefix = `/public/plugins/${folders.pluginId}/`;
  if (path.startsWith(pluginPrefix)) {
    return sendPluginFile(response, inside(folders.pluginDir, path.slice(pluginPrefix.length)));
  }
  if (path.startsWith('/public/preview/')) {
    return sendFile(response, inside(folders.bundleDir, path.slice('/public/preview/'.length)));
  }
  if (path.startsWith('/public/fonts/')) {
    return sendFile(response, fontFile(path.slice('/public/fonts/'.length)));
  }
  if (path.startsWith('/public/build/img/icons/')) {
    return sendIcon(response, path.slice('/public/build/img/icons/'.length), folders.assetsDir);
  }
  sendFile(response, inside(folders.assetsDir, path.slice('/public/'.length)));
}

/** Unlike Grafana, which lets browsers keep a file for an hour, this host shows a rebuilt plugin at once. */
function sendPluginFile(response: ServerResponse, file: string | undefined): void {
  if (!file || !isFile(file)) {
    return answerJson(response, 404, { message: 'Plugin file not found' });
  }
  sendFile(response, file);
}

/** 100 of Grafana's icons are in no npm package: those with an own drawing get it, the rest a square. */
function sendIcon(response: ServerResponse, name: string, assetsDir: string): void {
  const shipped = inside(join(packageDir('@grafana/ui'), 'dist/public/img/icons'), name);
  const drawn = inside(join(assetsDir, 'icons'), name.split('/').at(-1) ?? '');
  const file = [shipped, drawn].find((candidate) => candidate && isFile(candidate));
  if (file) {
    return sendFile(response, file);
  }
  response.writeHead(200, { 'content-type': 'image/svg+xml', 'x-preview-placeholder': 'icon' });
  response.end(PLACEHOLDER_ICON);
}

function fontFile(name: string): string | undefined {
  const known = FONTS[name] ?? robotoMono(name) ?? latinExtended(name);
  if (!known) {
    return undefined;
  }
  const [family, face] = known;
  return join(packageDir(`@fontsource/${family}`), 'files', `${family}-${face}.woff2`);
}

function robotoMono(name: string): [string, string] | undefined {
  if (!name.startsWith('roboto/')) {
    return undefined;
  }
  return ['roboto-mono', /medium|500/i.test(name) ? 'latin-500-normal' : 'latin-400-normal'];
}

/** The host's own style sheet adds the letters of the non-ASCII names: `ext/inter-400`, `ext/roboto-mono-500`. */
function latinExtended(name: string): [string, string] | undefined {
  const parts = /^ext\/(inter|roboto-mono)-(400|500)\.woff2$/.exec(name);
  return parts ? [parts[1] ?? '', `latin-ext-${parts[2]}-normal`] : undefined;
}

function inside(folder: string, path: string): string | undefined {
  const file = normalize(join(folder, decodeURIComponent(path)));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

function sendFile(response: ServerResponse, file: string | undefined): void {
  if (!file || !isFile(file)) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('404 page not found');
    return;
  }
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': statSync(file).size,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  createReadStream(file).pipe(response);
}
