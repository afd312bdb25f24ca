import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.jmeter.reporters.ResultCollector;
import org.apache.jmeter.reporters.ResultCollectorHelper;
import org.apache.jmeter.samplers.SampleResult;
import org.apache.jmeter.save.CSVSaveService;
import org.apache.jmeter.save.SaveService;
import org.apache.jmeter.util.JMeterUtils;
import org.apache.jmeter.visualizers.SamplingStatCalculator;
import org.apache.jmeter.visualizers.Visualizer;

/**
 * What JMeter's Aggregate Report makes of result files in CSV or XML, by JMeter's own readers and its own
 * SamplingStatCalculator, as tab-separated lines, of which the first cell is the number of the file. Arguments: JMeter's
 * home, the files. Started with JMeter's jars: java -cp 'lib/*:lib/ext/*'.
 */
public final class AggregateReport {
    private static final String TOTAL = "TOTAL";

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        Path home = Path.of(args[0]);
        JMeterUtils.setJMeterHome(home.toString());
        JMeterUtils.loadJMeterProperties(home.resolve("bin/jmeter.properties").toString());
        for (int file = 1; file < args.length; file++) {
            print(file, read(args[file]));
        }
    }

    private static Map<String, SamplingStatCalculator> read(String file) throws Exception {
        Map<String, SamplingStatCalculator> rows = new TreeMap<>();
        Table table = new Table(rows);
        if (file.endsWith(".xml")) {
            try (InputStream content = Files.newInputStream(Path.of(file))) {
                SaveService.loadTestResults(content, new ResultCollectorHelper(new ResultCollector(), table));
            }
        } else {
            CSVSaveService.processSamples(file, table, new ResultCollector());
        }
        return rows;
    }

    private static void print(int file, Map<String, SamplingStatCalculator> rows) {
        rows.forEach((label, row) -> System.out.println(String.join("\t", "file " + file, label,
            Long.toString(row.getCount()), Long.toString(row.getMeanAsNumber().longValue()), row.getMedian().toString(),
            row.getPercentPoint(0.9f).toString(), row.getPercentPoint(0.95f).toString(),
            row.getPercentPoint(0.99f).toString(), row.getMin().toString(), row.getMax().toString(),
            Double.toString(row.getErrorPercentage()), Double.toString(row.getRate()),
            Double.toString(row.getKBPerSecond()), Double.toString(row.getSentKBPerSecond()),
            Double.toString(row.getMean()), Double.toString(row.getStandardDeviation()))));
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
