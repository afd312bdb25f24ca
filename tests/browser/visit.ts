import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { realGrafanaUrl } from '../harness/grafana-under-test.ts';
import { stage } from './stage.ts';

/** The path at which Grafana is served. */
export const BASE = new URL(realGrafanaUrl(process.env) ?? 'http://preview').pathname.replace(/\/$/, '');
export const APP = `${BASE}/a/perftest-automation-app`;
export const PROXY = `${BASE}/api/plugin-proxy/perftest-automation-app`;

/** What a Grafana that cannot reach the internet says of itself, on pages that are not ours. */
const NOISE_OF_GRAFANA = [/\/api\/gnet\//, /Failed to fetch plugins from catalog/, /grafana\.com\/blog\/news\.xml/];

export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

interface VisitorOptions {
  role?: 'Viewer' | 'Editor' | 'Admin' | 'signed-out';
  theme?: Theme;
  /** What this person has chosen in Grafana; `browser` = that of the browser. */
  timeZone?: string;
  /** Of the browser, hence of its machine. */
  browserTimeZone?: string;
}

/** Somebody with a browser, who notices everything that goes wrong in it. */
export class Visitor {
  /** Console errors, page errors, and files of the pages that did not arrive. */
  readonly problems: string[] = [];
  readonly pages: Page[] = [];
  private readonly contexts: BrowserContext[] = [];
  private readonly expected: RegExp[] = stage().loginOf === undefined ? [] : [...NOISE_OF_GRAFANA];

  async open(path: string, options: VisitorOptions = {}): Promise<Page> {
    const context = await this.enter(options);
    const page = await context.newPage();
    this.pages.push(page);
    this.watch(page);
    await page.goto(path);
    return page;
  }

  /** What this test provokes. */
  expectProblem(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  async leave(): Promise<void> {
    for (const context of this.contexts) {
      await context.close();
    }
  }

  private async enter(options: VisitorOptions): Promise<BrowserContext> {
    const { role = 'Editor', theme = 'dark', timeZone = 'browser', browserTimeZone = 'UTC' } = options;
    const { browser, url } = stage();
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-US',
      timezoneId: browserTimeZone,
    });
    context.setDefaultTimeout(15_000);
    this.contexts.push(context);
    await signIn(context, { role, theme, timeZone });
    return context;
  }

  private watch(page: Page): void {
    page.on('pageerror', (error) => this.note(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.note(`console error: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !new URL(response.url()).pathname.startsWith(`${BASE}/api/`)) {
        this.note(`${response.status()} for ${response.url()}`);
      }
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A page that is left aborts what it was still asking for.
      if (reason !== 'net::ERR_ABORTED') {
        this.note(`${reason} for ${request.url()}`);
      }
    });
  }

  private note(problem: string): void {
    if (!this.expected.some((pattern) => pattern.test(problem))) {
      this.problems.push(problem);
    }
  }
}

type SignIn = Required<Pick<VisitorOptions, 'role' | 'theme'>> & Pick<VisitorOptions, 'timeZone'>;

/** By a cookie of the preview host; in a real Grafana by its form. */
export async function signIn(context: BrowserContext, { role, theme, timeZone = 'browser' }: SignIn): Promise<void> {
  const { loginOf, url } = stage();
  if (loginOf === undefined) {
    await context.addCookies([
      { name: 'preview_role', value: role, url },
      { name: 'preview_theme', value: theme, url },
      { name: 'preview_timezone', value: encodeURIComponent(timeZone), url },
    ]);
    return;
  }
  if (role === 'signed-out') {
    return;
  }
  const { user, password } = loginOf(role);
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.locator('input[name=user]').fill(user);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((to) => !to.pathname.endsWith('/login'));
  await context.request.put(`${url}/api/user/preferences`, { data: { theme, timezone: timeZone } });
  await page.close();
}

/** A test in the browser. It fails on any console error, page error or file of the pages that did not arrive. */
export function visit(name: string, journey: (visitor: Visitor) => Promise<void>): void {
  it(name, async () => {
    const visitor = new Visitor();
    try {
      await journey(visitor);
      expect(visitor.problems).toEqual([]);
    } catch (error) {
      await keepPictures(name, visitor);
      throw error;
    } finally {
      await visitor.leave();
    }
  });
}

async function keepPictures(name: string, { pages, problems }: Visitor): Promise<void> {
  const folder = join(tmpdir(), 'browser-test-failures');
  mkdirSync(folder, { recursive: true });
  for (const [index, page] of pages.entries()) {
    const path = join(folder, `${name.replaceAll(/\W+/g, '-')}-${index}.png`);
    await page.screenshot({ path, animations: 'disabled' }).catch(() => undefined);
    console.error(`${path} shows ${page.url()}`);
  }
  console.error(problems.join('\n'));
}

/** HH:mm as the pages show it to a browser in UTC. */
export function clock(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}

/** A figure as people read it, without its separators and unit. */
export function parseFigure(text: string): number {
  return Number(text.replaceAll(',', '').replace(/[^\d.-].*$/, ''));
}
