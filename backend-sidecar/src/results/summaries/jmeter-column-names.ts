/** What a column of JMeter's tables says. */
export type JMeterColumn =
  | 'label'
  | 'count'
  | 'mean'
  | 'median'
  | 'percentile'
  | 'min'
  | 'max'
  | 'standardDeviation'
  | 'errors'
  | 'throughput'
  | 'received'
  | 'sent'
  | 'bytes';

/**
 * The headers of Aggregate Report and Summary Report in every language of JMeter 5.6.3 (its messages*.properties; what a
 * language does not translate is English), and the keys that older versions and the command line plugin write instead.
 */
const NAMES: Readonly<Record<Exclude<JMeterColumn, 'percentile'>, string>> = {
  label: 'Label|sampler_label|Etiqueta|Libellé|라벨|Etykieta|Rótulo|Etiket|URL',
  count:
    '# Samples|aggregate_report_count|Anz. der Proben|# Muestras|# Echantillons|표본 수|# Liczba próbek|# Amostras|# Örnek|# 样本|取樣數',
  mean: 'Average|average|Durchschnitt|Media|Moyenne|평균|Średnia|Média|Ortalama|平均值',
  median: 'Median|aggregate_report_median|Mittel|Mediana|Médiane|중간값|Ortalama|中位数|中間值',
  min: 'Min|aggregate_report_min|Mín|최소값|Minimum|Mín.|En Az|最小值',
  max: 'Max|aggregate_report_max|Máx|최대값|Maksimum|Máx.|En Çok|最大值',
  standardDeviation:
    'Std. Dev.|aggregate_report_stddev|Desv. Estándar|Ecart type|표준편차|Odch. std.|Desvio Padrão|标准偏差',
  errors: 'Error %|aggregate_report_error%|% Fehler|% Error|% Erreur|오류 %|% Błędów|% de Erro|Hata %|异常 %|錯誤率',
  throughput:
    'Throughput|aggregate_report_rate|Durchsatz|Rendimiento|Débit|처리량|Przepustowość|Vazão|Transfer Oranı|吞吐量|處理量',
  received:
    'Received KB/sec|aggregate_report_bandwidth|KB/sec|KB/sek|Ko/sec reçus|수신 KB/초|KB/s|KB/sn|接收 KB/sec|每秒仟位元組',
  sent: 'Sent KB/sec|aggregate_report_sent_bytes_per_sec|Ko/sec émis|전송 KB/초|Wysłano KB/sek|发送 KB/sec',
  bytes:
    'Avg. Bytes|average_bytes|Durchschnittliche Bytes|Media de Bytes|Moy. octets|평균 바이트 수|Bitów średnio|Média de Bytes|Ort. Byte|平均字节数',
};

const TOTALS = new Set(
  'TOTAL|aggregate_report_total_label|Gesamt|Total|合計|총계|Razem|Toplam|总体|總計'.split('|').map(folded)
);

const PERCENTILE = /^(?:aggregate_report_)?(\d{1,2}(?:[.,]\d+)?)\s?%/;

/** A column and, of a percentile, which one (95). */
export interface NamedColumn {
  readonly column: JMeterColumn;
  readonly percent: number | null;
}

/** null where no language has a column of that name. Turkish has one word for mean and median: the mean comes first. */
export function columnNamed(name: string, taken: ReadonlySet<JMeterColumn>): NamedColumn | null {
  const wanted = folded(name);
  for (const [column, names] of BY_COLUMN) {
    if (names.has(wanted) && !taken.has(column)) {
      return { column, percent: null };
    }
  }
  const percent = PERCENTILE.exec(wanted)?.[1];
  return percent === undefined ? null : { column: 'percentile', percent: Number(percent.replace(',', '.')) };
}

export function isTotalLabel(label: string): boolean {
  return TOTALS.has(folded(label));
}

const BY_COLUMN = Object.entries(NAMES).map(
  ([column, names]) => [column as JMeterColumn, new Set(names.split('|').map(folded))] as const
);

function folded(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
