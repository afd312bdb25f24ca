/** Labels that a report must show as the text they are. */
const HOSTILE_LABELS = [
  '=1+1',
  '<script>alert(1)</script>',
  'Přihlášení uživatele',
  '登录 → 支付',
  '@cmd',
  '🛒 košík 👩‍💻',
  '"Buy", \'now\' & <b>pay</b>',
  '+1|A1!B2',
  '-2+3',
  `${'Long name '.repeat(25)}${'x'.repeat(5)}`,
];

/** The first ones are hostile. */
export function labelNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => HOSTILE_LABELS[index] ?? `Label ${index + 1}`);
}

const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect';
const SAMPLES_A_LABEL = 40;

interface LabelledResult {
  labels: readonly string[];
  startMs: number;
  /** Every time is longer by this. */
  slowdownMs: number;
}

/** A result file as JMeter writes it, in which no two labels have the same figures and some have failures. */
export function labelledResult({ labels, startMs, slowdownMs }: LabelledResult): string {
  const quoted = labels.map((label) => (/[",]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label));
  const rows = Array.from({ length: SAMPLES_A_LABEL * labels.length }, (_, index) => {
    const place = index % labels.length;
    const round = Math.floor(index / labels.length);
    const elapsedMs = 100 + 7 * place + ((round * 37) % SAMPLES_A_LABEL) * 3 + slowdownMs;
    const isFailed = place % 3 === 1 && round % (7 + place) === 3;
    return [
      ...[
        startMs + index * 25,
        elapsedMs,
        quoted[place],
        isFailed ? 500 : 200,
        isFailed ? 'Internal Server Error' : 'OK',
      ],
      ...[`Users 1-${(round % 5) + 1}`, 'text', !isFailed, '', 1000 + place, 100, 5, 5, 'null', 20, 0, 3],
    ].join(',');
  });
  return [HEADER, ...rows, ''].join('\n');
}
