/** What a figure of the report means and where it comes from. */
export interface Definition {
  term: string;
  meaning: string;
}

/** Every figure that a report shows, for readers who want to know exactly. */
export const DEFINITIONS: readonly Definition[] = [
  {
    term: 'Source of all figures',
    meaning:
      'The result file that Apache JMeter wrote, record by record. Nothing is sampled, averaged over intervals or taken from a monitoring system.',
  },
  {
    term: 'Rows, samples, transactions, interrupted, rejected',
    meaning:
      'Every record of the result file is counted in exactly one of four groups: samples (written by a sampler), transactions (written by a Transaction Controller), interrupted (failures that only the stopping of the run caused, in no statistic) and rejected (records that could not be read, with the reason). rows = samples + transactions + interrupted + rejected.',
  },
  {
    term: 'Total',
    meaning:
      'All samples together. Transactions are left out, for they repeat the samples inside them; so are samples of setUp and tearDown thread groups. The total is shown and judged by SLOs only: its percentiles move with the mix of labels.',
  },
  {
    term: 'Analysis window',
    meaning:
      'The run without its ramp-up, by the start time of each sample. The verdict judges the window; the statistics of the whole run stand beside it.',
  },
  {
    term: 'Response time',
    meaning:
      'JMeter’s “elapsed”: from just before the request is sent until the response has been received, in whole milliseconds.',
  },
  {
    term: 'Min, mean, median, max, standard deviation',
    meaning:
      'Of the response times of all samples of the label, successful and failed; the standard deviation is that of the population.',
  },
  {
    term: 'p90, p95, p99',
    meaning:
      'Exact percentiles: the response time at rank round(n · p) of the n sorted samples, as in JMeter’s Aggregate Report. 90 % of the samples were at most as slow as p90. Percentiles are never averaged.',
  },
  {
    term: 'Errors, error rate',
    meaning: 'Samples that JMeter marked as failed, and their share of all samples of the label.',
  },
  { term: 'Throughput', meaning: 'Samples ÷ (end of the latest − start of the earliest sample), per second.' },
  { term: 'Received and sent KB/s', meaning: 'Bytes over the same time; 1 KB is 1 024 bytes.' },
  {
    term: 'Key label',
    meaning:
      'A label that may decide the verdict, by its p90 and its error rate: those that the scenario names, else the 20 with the largest total time (samples × mean) in the reference. All other figures are informative.',
  },
  {
    term: 'SLO',
    meaning:
      'An absolute limit on a figure of a label or of the total. A broken SLO fails the run, also an invalid one; an SLO without data does not pass.',
  },
  {
    term: 'Time rule with one reference run',
    meaning:
      'Suspected from 10 % and more than 10 ms slower; regressed (critical, fails the run) from 25 %. Improved is the same rule with the two runs exchanged. Judged only with enough samples in both runs (n · (1 − p) ≥ 10, so 100 for p90), and where at most 5 % of the samples failed in both.',
  },
  {
    term: 'Error rule with one reference run',
    meaning:
      'Risen (fails the run) when the rate is at least 1 percentage point higher, with at least 5 errors, and the two-proportion z is above the normal quantile at 0.01 ÷ number of key labels; without the last, suspected.',
  },
  {
    term: 'Confidence: low',
    meaning:
      'One run is one observation, however many samples it has, and one reference shows no spread. On 20 labels, “10 % slower” appears by chance alone in 10–22 % of the runs where runs differ by 3 %, in 42–84 % where they differ by 5 %; “25 % slower” in 39 % where they differ by 8 %. “Unchanged” therefore means only that no large change was seen.',
  },
  {
    term: 'New, missing, not judged, inconclusive, no data',
    meaning:
      'New: only in this run. Missing: only in the reference; a missing key label fails the run. Not judged: too few samples, or a figure that is shown only. Inconclusive: too many failed samples to compare times. No data: there is no such figure; this is never shown as 0.',
  },
  {
    term: 'Valid',
    meaning:
      'Only evidence about the load generator or the set-up makes a run invalid: too few samples, a generator that was itself short of processors, memory or heap, threads that did not start, an early stop, a jump of the clock, another version than claimed, another load than that of the reference it asked for. Errors and slowness are findings about the system.',
  },
  {
    term: 'Verdict',
    meaning:
      'Failed: an SLO is broken, a key label regressed, its errors rose, or it is missing. Else inconclusive: the run is invalid, nothing could be judged, an SLO has no data, or a label that the scenario marks as key is inconclusive. Else passed. A batch has the worst verdict of its runs; a run that was not carried out leaves it inconclusive at best.',
  },
];
