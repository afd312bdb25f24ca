package org.apache.jmeter.visualizers;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Format;
import java.util.Locale;

import org.apache.jmeter.samplers.SampleResult;
import org.apache.jmeter.save.CSVSaveService;
import org.apache.jmeter.util.JMeterUtils;
import org.apache.jorphan.gui.ObjectTableModel;

/**
 * Writes what "Save Table Data" of the Aggregate Report and of the Summary Report writes, by JMeter's own classes and
 * without a screen. Arguments: the JTL (default columns, no quoted fields), the folder to write to, and a locale.
 */
public final class SavedTables {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        Locale locale = Locale.forLanguageTag(args[2]);
        Locale.setDefault(locale);
        Path home = Path.of(args[3]);
        JMeterUtils.setJMeterHome(home.toString());
        JMeterUtils.loadJMeterProperties(home.resolve("bin/jmeter.properties").toString());
        JMeterUtils.setLocale(locale);
        StatVisualizer aggregate = new StatVisualizer();
        SummaryReport summary = new SummaryReport();
        for (String line : Files.readAllLines(Path.of(args[0])).stream().skip(1).toList()) {
            SampleResult result = toResult(line.split(","));
            aggregate.add(result);
            summary.add(result);
        }
        // The tables take new rows over at their next refresh.
        Thread.sleep(2_000);
        String suffix = locale.toLanguageTag().equals("en") ? "" : "-" + locale.toLanguageTag();
        try (Writer out = writer(folder.resolve("aggregate" + suffix + ".csv"))) {
            CSVSaveService.saveCSVStats(
                StatGraphVisualizer.getAllTableData(modelOf(StatVisualizer.class, aggregate), StatGraphVisualizer.getFormatters()),
                out,
                StatGraphVisualizer.getLabels(StatGraphVisualizer.getColumns(), StatGraphVisualizer.getColumnsMsgParameters()));
        }
        try (Writer out = writer(folder.resolve("summary" + suffix + ".csv"))) {
            CSVSaveService.saveCSVStats(
                StatGraphVisualizer.getAllTableData(modelOf(SummaryReport.class, summary), (Format[]) constant("FORMATS")),
                out,
                StatGraphVisualizer.getLabels((String[]) constant("COLUMNS"), (Object[][]) constant("COLUMNS_PARAMS")));
        }
        System.exit(0);
    }

    private static SampleResult toResult(String[] fields) {
        SampleResult result = SampleResult.createTestSample(Long.parseLong(fields[0]), Long.parseLong(fields[0]) + Long.parseLong(fields[1]));
        result.setSampleLabel(fields[2]);
        result.setThreadName(fields[5]);
        result.setSuccessful(Boolean.parseBoolean(fields[7]));
        result.setBytes(Long.parseLong(fields[9]));
        result.setSentBytes(Long.parseLong(fields[10]));
        return result;
    }

    private static Writer writer(Path path) throws Exception {
        return new OutputStreamWriter(Files.newOutputStream(path), StandardCharsets.UTF_8);
    }

    private static ObjectTableModel modelOf(Class<?> type, Object visualizer) throws Exception {
        Field field = type.getDeclaredField("model");
        field.setAccessible(true);
        return (ObjectTableModel) field.get(visualizer);
    }

    private static Object constant(String name) throws Exception {
        Field field = SummaryReport.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }
}
