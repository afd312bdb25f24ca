/**
 * What the verdict's rules can be expected to do, by the product's own code: in a simulation beside an independent one, and
 * on real runs of JMeter; both beside rules of others.
 *
 *   npm run bench:verdict                                 both, about twenty minutes on a machine at rest
 *   PARTS=simulated TRIALS=500 npm run bench:verdict      shorter; 2 000 trials a cell by default
 *   PARTS=real RUNS=20 PLANTED=2 npm run bench:verdict    40 runs without a change and 5 of each planted one by default
 *   PARTS=real RESULTS=data/verdict npm run bench:verdict keeps the results there; those that are there are not run again
 *
 * Prints the verdict’s sections of docs/benchmarks.md; ends with 1 where the two simulations disagree.
 */
import { benchReal } from './verdict-real.ts';
import { benchSimulated } from './verdict-simulated.ts';

const parts = (process.env.PARTS ?? 'simulated,real').split(',');
if (parts.includes('simulated')) {
  process.exitCode = benchSimulated().length === 0 ? 0 : 1;
}
if (parts.includes('real')) {
  await benchReal();
}
