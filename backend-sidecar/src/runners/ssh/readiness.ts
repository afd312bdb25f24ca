import { basename } from 'node:path';

import type { ReadinessCheck } from '../runner.ts';
import type { GeneratorFacts } from './generator-facts.ts';

/** Times of samples are the generator's: beyond that, graphs and points would stand at wrong times. */
const LARGEST_CLOCK_OFFSET_MS = 60_000;
const NOTED_CLOCK_OFFSET_MS = 1_000;

export interface ReadinessRules {
  readonly minimumFreeMb: number;
  /** Runs of this sidecar begin so; what lives of them is left over and is stopped. */
  readonly owner: string;
}

/** What is right and wrong with a generator, apart from its JMeter's version. */
export function readinessOf(facts: GeneratorFacts, rules: ReadinessRules): ReadinessCheck[] {
  return [
    directoryCheck(facts),
    spaceCheck(facts, rules),
    javaCheck(facts),
    clockCheck(facts),
    freeCheck(facts, rules),
  ];
}

function directoryCheck({ root, isWritable, missingPrograms }: GeneratorFacts): ReadinessCheck {
  const name = 'Directory';
  if (!isWritable) {
    return { name, state: 'fails', detail: `${root} cannot be made or written to by this account` };
  }
  return missingPrograms.length > 0
    ? { name, state: 'fails', detail: `the host lacks ${missingPrograms.join(', ')}` }
    : { name, state: 'works', detail: root };
}

function spaceCheck({ root, freeKib }: GeneratorFacts, { minimumFreeMb }: ReadinessRules): ReadinessCheck {
  const name = 'Space';
  if (freeKib === null) {
    return { name, state: 'warning', detail: `how much is free below ${root} is not known` };
  }
  const freeMb = Math.floor(freeKib / 1024);
  return freeMb < minimumFreeMb
    ? { name, state: 'fails', detail: `${freeMb} MB are free below ${root}, ${minimumFreeMb} MB are wanted` }
    : { name, state: 'works', detail: `${freeMb} MB are free` };
}

function javaCheck({ java, javaVersion }: GeneratorFacts): ReadinessCheck {
  const name = 'Java';
  const release = releaseOf(javaVersion);
  if (java === null || release === null) {
    const detail =
      java === null ? 'no java was found' : `${java} does not say its version: ${javaVersion ?? 'nothing'}`;
    return { name, state: 'fails', detail: `${detail}; install Java 17, or name the program` };
  }
  return release < 8
    ? { name, state: 'fails', detail: `Java ${release} is too old; JMeter 5.6 wants 8, 17 is recommended` }
    : { name, state: 'works', detail: javaVersion ?? '' };
}

/** 8 of `java version "1.8.0_402"`, 17 of `openjdk version "17.0.10" 2024-01-16`. */
export function releaseOf(javaVersion: string | null): number | null {
  const [, major, minor] = /version "(\d+)(?:\.(\d+))?/.exec(javaVersion ?? '') ?? [];
  return major === undefined ? null : Number(major === '1' ? minor : major);
}

function clockCheck({ clockOffsetMs }: GeneratorFacts): ReadinessCheck {
  const name = 'Clock';
  if (clockOffsetMs === null) {
    return { name, state: 'warning', detail: 'its clock cannot be read to the millisecond' };
  }
  const size = Math.abs(clockOffsetMs);
  if (size < NOTED_CLOCK_OFFSET_MS) {
    return { name, state: 'works', detail: 'the same as here, to a second' };
  }
  const detail = `it is ${(size / 1000).toFixed(1)} s ${clockOffsetMs > 0 ? 'ahead of' : 'behind'} this sidecar’s`;
  return size > LARGEST_CLOCK_OFFSET_MS
    ? { name, state: 'fails', detail: `${detail}; set both by NTP` }
    : { name, state: 'warning', detail: `${detail}; times of runs are the generator’s` };
}

function freeCheck({ livingRuns }: GeneratorFacts, { owner }: ReadinessRules): ReadinessCheck {
  const name = 'Free';
  const others = livingRuns.filter((directory) => !isOwn(directory, owner));
  return others.length > 0
    ? { name, state: 'fails', detail: `another sidecar’s JMeter runs there: ${others.join(', ')}` }
    : { name, state: 'works', detail: 'nobody else’s JMeter runs there' };
}

export function isOwn(directory: string, owner: string): boolean {
  return basename(directory).startsWith(`${owner}-`);
}
