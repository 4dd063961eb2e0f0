package io.roomledger.demo;

import java.util.List;

/** What meetings are about, in Chinese and English. */
final class Topics {

  private static final List<String> PROJECTS =
      List.of(
          "星轨",
          "蓝鲸",
          "青禾",
          "北极光",
          "听风",
          "磐石",
          "山海",
          "轻舟",
          "Aurora",
          "Kite",
          "Marble",
          "Nightjar",
          "Paperboat",
          "Tidal");
  private static final List<String> CUSTOMERS =
      List.of(
          "云岭乳业", "海棠出行", "白鹭书店", "青石银行", "Northwind Ferries", "Copperleaf Foods", "Lumen Rail");
  private static final List<String> POSITIONS =
      List.of("后端工程师", "前端工程师", "产品经理", "设计师", "数据分析师", "Site Reliability Engineer", "QA Engineer");

  private static final List<String> WEEKLY =
      List.of(
          "%s 项目周会",
          "%s 例会",
          "%s weekly sync",
          "%s 产品评审",
          "%s 迭代计划会",
          "%s backlog grooming",
          "%s 数据周报",
          "%s 架构讨论",
          "1:1 %s",
          "%s 风险同步 ⚠️");
  private static final List<String> ONCE =
      List.of(
          "%s 产品评审",
          "%s 需求澄清",
          "%s 技术方案评审",
          "%s 上线复盘",
          "%s kick-off 🚀",
          "%s design review",
          "%s 用户访谈",
          "%s 预算讨论",
          "%s incident review",
          "%s 交付验收 ✅",
          "%s 头脑风暴",
          "%s 合同沟通",
          "%s roadmap",
          "%s 季度规划",
          "1:1",
          "面试",
          "部门团建筹备 🎉",
          "新员工培训",
          "信息安全培训",
          "Town hall 彩排",
          "午餐分享会 🍱",
          "供应商来访",
          "茶歇 ☕");

  private static final String LONG =
      "关于第三季度跨部门协作流程优化、资源排期以及各区域交付节奏对齐的专题讨论会（请各位负责人提前阅读会前材料，并在文档中留下意见）：";

  /** Texts that look like something else to a spreadsheet or need care in one. */
  private static final List<String> AWKWARD =
      List.of(
          "=Q3 预算",
          "=1+1",
          "+86 010 客服热线排班",
          "-5 bugs",
          "@all 同步",
          "第一行：议程\n第二行：结论",
          "Agenda:\r\n1) numbers\r\n2) questions",
          "列一\t列二\t列三",
          "\t缩进的主题",
          "  前后有空格  ",
          "<b>需求</b> & \"引号\" 'quoted'",
          "_x0041_ 字面量",
          "家庭日 👨‍👩‍👧‍👦🎈",
          "اجتماع المراجعة",
          "פגישת צוות Q3",
          "00123",
          "2022-06-15",
          LONG.repeat(3),
          "Quarterly planning with everybody who touches billing, ".repeat(12).strip(),
          "");

  private static final int AWKWARD_EVERY = 43;

  private int awkwardTurn;
  private int count;

  /** The topic of a series: always the same for the same draw. */
  static String weekly(Draw draw) {
    return draw.of(WEEKLY).replace("%s", draw.of(PROJECTS));
  }

  static String daily(Draw draw) {
    return draw.of(PROJECTS) + (draw.percent(50) ? " 每日站会" : " daily stand-up 🧍");
  }

  static String severalDays(Draw draw) {
    return draw.of(PROJECTS) + (draw.percent(50) ? " 封闭开发" : " 48 小时 hackathon 💻");
  }

  /** The topic of a single meeting; every so many-th is an awkward one, each in its turn. */
  String once(Draw draw) {
    count++;
    if (count % AWKWARD_EVERY == 0) {
      awkwardTurn++;
      return AWKWARD.get(awkwardTurn % AWKWARD.size());
    }
    String form = draw.of(ONCE);
    return switch (form) {
      case "面试" -> "面试：" + draw.of(POSITIONS);
      case "%s 合同沟通", "%s 用户访谈", "%s 交付验收 ✅" -> form.replace("%s", draw.of(CUSTOMERS));
      default -> form.replace("%s", draw.of(PROJECTS));
    };
  }

  /** What the panel at the door writes when it is booked there. */
  static String atTheDoor(Draw draw) {
    return draw.percent(60) ? "即时会议" : draw.percent(50) ? "Ad-hoc meeting" : "";
  }
}
