package io.roomledger.benchmarks.writers;

import cn.idev.excel.ExcelWriter;
import cn.idev.excel.FastExcel;
import cn.idev.excel.write.metadata.WriteSheet;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.roomledger.sheets.CsvMode;
import io.roomledger.sheets.SheetWriter;
import io.roomledger.sheets.XlsxWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.poi.xssf.streaming.SXSSFCell;
import org.apache.poi.xssf.streaming.SXSSFRow;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The writers in Java, each used as its own documentation tells for many rows. */
enum Writers {
  /** Ours. */
  XLSX {
    @Override
    void write(Source source, Path file) throws IOException {
      OurRows rows = new OurRows(source);
      try (SheetWriter writer = XlsxWriter.open(Files.newOutputStream(file), rows.layout())) {
        rows.write(writer);
      }
    }
  },

  /** Ours. */
  CSV {
    @Override
    void write(Source source, Path file) throws IOException {
      OurRows rows = new OurRows(source);
      try (SheetWriter writer =
          io.roomledger.sheets.CsvWriter.open(
              Files.newOutputStream(file), rows.layout(), CsvMode.EXACT)) {
        rows.write(writer);
      }
    }
  },

  /** org.dhatim:fastexcel at its default level, text in place, which is its fastest way. */
  DHATIM {
    private static final int ROWS_BETWEEN_FLUSHES = 1000;

    @Override
    void write(Source source, Path file) throws IOException {
      try (OutputStream out = Files.newOutputStream(file);
          Workbook workbook = new Workbook(out, "bench", "1.0");
          ObjectRows rows = new ObjectRows(source)) {
        Worksheet sheet = workbook.newWorksheet("bench");
        Object[] cells = source.headers().toArray();
        int number = 0;
        do {
          for (int i = 0; i < cells.length; i++) {
            if (cells[i] instanceof Integer value) {
              sheet.value(number, i, value);
            } else if (!"".equals(cells[i])) {
              sheet.inlineString(number, i, (String) cells[i]);
            }
          }
          number++;
          if (number % ROWS_BETWEEN_FLUSHES == 0) {
            sheet.flush();
          }
        } while (rows.next(cells));
        sheet.finish();
      }
    }
  },

  /** Apache POI's streaming workbook with its default window of 100 rows. */
  POI {
    @Override
    void write(Source source, Path file) throws IOException {
      try (OutputStream out = Files.newOutputStream(file);
          SXSSFWorkbook workbook = new SXSSFWorkbook();
          ObjectRows rows = new ObjectRows(source)) {
        SXSSFSheet sheet = workbook.createSheet("bench");
        Object[] cells = source.headers().toArray();
        int number = 0;
        do {
          SXSSFRow row = sheet.createRow(number++);
          for (int i = 0; i < cells.length; i++) {
            if (cells[i] instanceof Integer value) {
              SXSSFCell cell = row.createCell(i);
              cell.setCellValue(value);
            } else if (!"".equals(cells[i])) {
              SXSSFCell cell = row.createCell(i);
              cell.setCellValue((String) cells[i]);
            }
          }
        } while (rows.next(cells));
        workbook.write(out);
      }
    }
  },

  /** EasyExcel, today cn.idev.excel:fastexcel, in batches of a thousand rows. */
  EASYEXCEL {
    private static final int BATCH = 1000;

    @Override
    void write(Source source, Path file) throws IOException {
      List<List<String>> head = source.headers().stream().map(List::of).toList();
      try (OutputStream out = Files.newOutputStream(file);
          ExcelWriter writer = FastExcel.write(out).head(head).build();
          ObjectRows rows = new ObjectRows(source)) {
        WriteSheet sheet = FastExcel.writerSheet("bench").build();
        List<List<Object>> batch = new ArrayList<>(BATCH);
        Object[] cells = new Object[source.columns()];
        while (rows.next(cells)) {
          Object[] copy = cells.clone();
          for (int i = 0; i < copy.length; i++) {
            copy[i] = "".equals(copy[i]) ? null : copy[i];
          }
          batch.add(Arrays.asList(copy));
          if (batch.size() == BATCH) {
            writer.write(batch, sheet);
            batch.clear();
          }
        }
        writer.write(batch, sheet);
      }
    }
  },

  /** FastCSV into its own buffer, with line ends as in RFC 4180, which are its default. */
  FASTCSV {
    @Override
    void write(Source source, Path file) throws IOException {
      try (CsvWriter writer = CsvWriter.builder().build(file);
          ObjectRows rows = new ObjectRows(source)) {
        writer.writeRecord(source.headers());
        Object[] cells = new Object[source.columns()];
        String[] texts = new String[cells.length];
        while (rows.next(cells)) {
          for (int i = 0; i < cells.length; i++) {
            texts[i] = cells[i].toString();
          }
          writer.writeRecord(texts);
        }
      }
    }
  },

  /** No competitor: the input of the program in C. */
  TSV {
    @Override
    void write(Source source, Path file) throws IOException {
      try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
          ObjectRows rows = new ObjectRows(source)) {
        Object[] cells = source.headers().toArray();
        do {
          for (int i = 0; i < cells.length; i++) {
            writer.write(i == 0 ? "" : "\t");
            writer.write(cells[i].toString());
          }
          writer.write('\n');
        } while (rows.next(cells));
      }
    }
  };

  abstract void write(Source source, Path file) throws IOException;
}
