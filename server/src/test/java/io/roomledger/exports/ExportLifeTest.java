package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.ExportedSheet;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the order to the sheet, as the documentation's own sample has it. */
final class ExportLifeTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  @Test
  void theDocumentedSampleGivesTheDocumentedColumns() {
    Organisation organisation = program.organisation();
    organisation.sample();
    String token = program.api().token(organisation.exporter());

    ExportedSheet sheet =
        program
            .api()
            .export(
                token,
                ExportOrder.of(
                        Organisation.SAMPLE_LEVEL,
                        Organisation.SAMPLE_INSTANT,
                        Organisation.SAMPLE_INSTANT)
                    .only(Organisation.SAMPLE_ROOM));

    assertThat(sheet.name()).isEqualTo("会议室预定数据");
    assertThat(sheet.header())
        .containsExactly(
            "会议室名称", "会议主题", "预定人", "预定人所属部门", "邀请人数", "接受人数", "会议开始时间", "会议结束时间", "会议时长",
            "会议室预定状态", "签到设备", "会议室签到状态", "会议室签到时间", "释放人", "释放时间");
    assertThat(sheet.rows()).hasSize(1);
    assertThat(sheet.rows().getFirst())
        .containsExactly(
            "测试专用rooms",
            "xx的视频会议",
            "xx",
            "人事部",
            "10",
            "8",
            "2022.06.15 14:37:38 (GMT+08:00)",
            "2022.06.15 15:37:38 (GMT+08:00)",
            "01:00:00",
            "预定成功",
            "",
            "无需签到（未开启签到设置）",
            "",
            "",
            "");
  }
}
