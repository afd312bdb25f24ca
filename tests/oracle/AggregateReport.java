import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.jmeter.reporters.ResultCollector;
import org.apache.jmeter.samplers.SampleResult;
import org.apache.jmeter.save.CSVSaveService;
import org.apache.jmeter.util.JMeterUtils;
import org.apache.jmeter.visualizers.SamplingStatCalculator;
import org.apache.jmeter.visualizers.Visualizer;

/**
 * What JMeter's Aggregate Report makes of a result file, by JMeter's own reader and its own SamplingStatCalculator, as
 * tab-separated lines. Arguments: the file and JMeter's home. Started with JMeter's jars: java -cp 'lib/*:lib/ext/*'.
 */
public final class AggregateReport {
    private static final String TOTAL = "TOTAL";

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        Path home = Path.of(args[1]);
        JMeterUtils.setJMeterHome(home.toString());
        JMeterUtils.loadJMeterProperties(home.resolve("bin/jmeter.properties").toString());
        Map<String, SamplingStatCalculator> rows = new TreeMap<>();
        CSVSaveService.processSamples(args[0], new Table(rows), new ResultCollector());
        rows.forEach((label, row) -> System.out.println(String.join("\t", label,
            Long.toString(row.getCount()), Long.toString(row.getMeanAsNumber().longValue()), row.getMedian().toString(),
            row.getPercentPoint(0.9f).toString(), row.getPercentPoint(0.95f).toString(),
            row.getPercentPoint(0.99f).toString(), row.getMin().toString(), row.getMax().toString(),
            Double.toString(row.getErrorPercentage()), Double.toString(row.getRate()),
            Double.toString(row.getKBPerSecond()), Double.toString(row.getSentKBPerSecond()))));
    }

    /** As StatVisualizer does: every sample counts for its label and for the total. */
    private record Table(Map<String, SamplingStatCalculator> rows) implements Visualizer {
        @Override
        public void add(SampleResult sample) {
            rows.computeIfAbsent("label " + sample.getSampleLabel(), SamplingStatCalculator::new).addSample(sample);
            rows.computeIfAbsent(TOTAL, SamplingStatCalculator::new).addSample(sample);
        }

        @Override
        public boolean isStats() {
            return true;
        }
    }
}
