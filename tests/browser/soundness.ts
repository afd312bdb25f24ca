import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import type { Theme } from './visit.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
interface Part {
  readonly include: string;
  readonly exclude: string;
}

/** The page is ours; the frame around it is Grafana's, and so is the heading within its dropzone. */
const OUR_PART: Part = { include: '#pageContent', exclude: '[data-testid="dropzone"] h6' };
const DIALOG: Part = { ...OUR_PART, include: '[role="dialog"]' };

/** What is wrong with the page in front of somebody, in sentences; [] = sound. */
async function findUnsoundness(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const check of CHECKS) {
    found.push(...(await page.evaluate(check)));
  }
  return found;
}

/** Each runs in the page, so it may use nothing from outside itself. */
const CHECKS = [
  findOtherThanOneHeading,
  findRepeatedIds,
  findNamelessControls,
  findPicturesWithoutText,
  findSidewaysScroll,
  findCrampedHeaders,
  findCrampedFigures,
];

function findOtherThanOneHeading(): string[] {
  const shown = [...document.querySelectorAll('h1')].filter((heading) => heading.getClientRects().length > 0);
  return shown.length === 1 ? [] : [`${shown.length} h1: ${shown.map(({ textContent }) => textContent).join(' | ')}`];
}

/** Grafana's own icons carry ids of the program that drew them; nothing refers to those. */
function findRepeatedIds(): string[] {
  const ids = [...document.querySelectorAll('[id]:not(svg, svg *)')].map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `id "${id}" is there twice`);
}

/** Inputs need a label; what is pressed may be named by its own text or picture. */
function findNamelessControls(): string[] {
  const textOf = (element: Element | null) => element?.textContent ?? '';
  const nameOf = (element: HTMLElement) => {
    const referred = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id));
    const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
    const labels = isField ? [...(element.labels ?? [])] : [];
    const attributes = ['aria-label', 'title'].map((name) => element.getAttribute(name) ?? '');
    return [...attributes, ...[...referred, ...labels].map(textOf)].join('').trim();
  };
  const ownText = (element: HTMLElement) => textOf(element) + (element.querySelector('img[alt]')?.outerHTML ?? '');
  const controls = document.querySelectorAll<HTMLElement>(
    'input:not([type=hidden]), select, textarea, button, a[href], [role=button]'
  );
  return [...controls]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => nameOf(element) === '' && (element.matches('input, textarea') || ownText(element) === ''))
    .map((element) => `no name: ${element.outerHTML.slice(0, 160)}`);
}

function findPicturesWithoutText(): string[] {
  return [...document.querySelectorAll('img:not([alt])')].map(({ outerHTML }) => `no text for ${outerHTML}`);
}

function findSidewaysScroll(): string[] {
  const widest = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  return widest > innerWidth ? [`scrolls sideways: ${widest} in ${innerWidth} px`] : [];
}

/** Headers whose text does not fit, or that lie over one another. */
function findCrampedHeaders(): string[] {
  const headers = [...document.querySelectorAll<HTMLElement>('thead th')];
  const overfull = headers.filter((header) => header.scrollWidth > header.clientWidth + 1);
  const overlapping = headers.filter((header) => {
    const next = header.nextElementSibling?.getBoundingClientRect();
    return next !== undefined && header.getBoundingClientRect().right > next.left + 1;
  });
  return [
    ...overfull.map(
      (header) => `header "${header.innerText}" needs ${header.scrollWidth}, has ${header.clientWidth} px`
    ),
    ...overlapping.map((header) => `header "${header.innerText}" lies over the next`),
  ];
}

/** A figure that is cut reads as another figure. */
function findCrampedFigures(): string[] {
  return [...document.querySelectorAll<HTMLElement>('tbody td')]
    .filter((cell) => getComputedStyle(cell).textAlign === 'right' && cell.scrollWidth > cell.clientWidth + 1)
    .map((cell) => `figure "${cell.innerText}" needs ${cell.scrollWidth}, has ${cell.clientWidth} px`);
}

/** What is still fading in has too little contrast. */
async function untilStill(): Promise<void> {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}

interface Axe {
  run(part: Part, options: RunOptions): Promise<AxeResults>;
}

/** The themes differ in nothing but colours: all rules are asked in one of them, those of colours in both. */
const RULES: Readonly<Record<Theme, RunOptions>> = {
  dark: { resultTypes: ['violations'] },
  light: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
};

/** What axe calls a violation of WCAG or of good practice. */
async function findBarriers(page: Page, theme: Theme, part: Part = OUR_PART): Promise<string[]> {
  await page.evaluate(AXE);
  const run = ({ part, rules }: { part: Part; rules: RunOptions }) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    return axe.run(part, rules);
  };
  const { violations } = await page.evaluate(run, { part, rules: RULES[theme] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`)
  );
}

const WIDTHS = [1280, 1920];

/** Sound at both widths. With BROWSER_SCREENSHOTS, a folder, it keeps what it saw there. */
export async function expectSoundPage(page: Page, pageName: string, theme: Theme): Promise<void> {
  const name = `${pageName}-${theme}`;
  const found: Record<string, string[]> = {};
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const folder = process.env.BROWSER_SCREENSHOTS;
    if (folder !== undefined) {
      await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
      await page.screenshot({ path: `${folder}/${name}-${width}.png`, animations: 'disabled' });
    }
    const unsound = await findUnsoundness(page);
    if (unsound.length > 0) {
      found[`${name} at ${width}`] = unsound;
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  const barriers = await findBarriers(page, theme);
  if (barriers.length > 0) {
    found[`${name}: barriers`] = barriers;
  }
  expect.soft(found).toEqual({});
}

/** A drawer or dialog over its page. */
export async function expectSoundDialog(page: Page, dialogName: string, theme: Theme): Promise<void> {
  const name = `${dialogName}-${theme}`;
  await page.evaluate(untilStill);
  const folder = process.env.BROWSER_SCREENSHOTS;
  if (folder !== undefined) {
    await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  }
  const found = [...(await findUnsoundness(page)), ...(await findBarriers(page, theme, DIALOG))];
  expect.soft({ [name]: found }).toEqual({ [name]: [] });
}
