import type { Fact } from '../../../shared/ui/Facts';

export const DEFINITIONS: readonly Fact[] = [
  { name: 'sample', value: 'One record of the result file that a sampler wrote.' },
  {
    name: 'transaction',
    value: 'The record of a Transaction Controller: statistics of its own, never part of totals.',
  },
  {
    name: 'interrupted',
    value: 'A failure that only the stopping of the run caused; counted apart and in no other figure.',
  },
  { name: 'rejected', value: 'A record that could not be read; counted with its reason.' },
  {
    name: 'p50, p90, p95, p99',
    value:
      'Exact order statistics of every sample: the value at place round(n·p), as in JMeter’s Aggregate Report. No sampling, no averages of percentiles.',
  },
  {
    name: 'interpolated',
    value: 'On demand: between two places (R-6), as in JMeter’s HTML dashboard, but over all samples.',
  },
  { name: 'error rate', value: 'Failed samples ÷ samples.' },
  { name: 'throughput', value: 'Samples ÷ (latest end − earliest start).' },
  { name: 'KB/s', value: 'Received bytes ÷ the same time; 1 KB = 1024 bytes.' },
  {
    name: 'APDEX',
    value:
      '(satisfied + tolerated ÷ 2) ÷ samples, by the scenario’s thresholds; a failed sample is neither satisfied nor tolerated.',
  },
  { name: 'latency', value: 'From the begin of a sample to the first byte of its answer; connecting is part of it.' },
  { name: 'connect', value: 'From the begin of a sample until the connection stands, TLS included.' },
  { name: 'idle', value: 'Time within a sample in which it did nothing; JMeter leaves it out of elapsed.' },
  { name: 'analysis window', value: 'The run without its ramp-up, by the samples’ start; the verdict judges it.' },
  { name: '–', value: 'No data. It is never the same as 0.' },
];
