package io.roomledger.demo;

import java.util.List;
import java.util.Locale;

/** Names of people, put together from parts; none is meant to be anybody's. */
final class PeopleNames {

  /** A name as it is written at home and in Latin letters. */
  record Name(String name, String enName) {
    /** What stands before the @ of an address, without a number yet. */
    String mailbox() {
      return enName.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", ".");
    }
  }

  private static final List<String> SURNAMES =
      words(
          """
          王Wang 李Li 张Zhang 刘Liu 陈Chen 杨Yang 黄Huang 赵Zhao 吴Wu 周Zhou 徐Xu 孙Sun 马Ma 朱Zhu 胡Hu 郭Guo
          何He 林Lin 罗Luo 梁Liang 宋Song 郑Zheng 谢Xie 韩Han 唐Tang 冯Feng 于Yu 董Dong 萧Xiao 程Cheng 曹Cao 袁Yuan
          邓Deng 许Xu 傅Fu 沈Shen 曾Zeng 彭Peng 吕Lv 苏Su 卢Lu 蒋Jiang 蔡Cai 贾Jia 丁Ding 魏Wei 薛Xue 叶Ye
          欧阳Ouyang 司马Sima 诸葛Zhuge 上官Shangguan
          """);
  private static final List<String> GIVEN =
      words(
          """
          安An 博Bo 晨Chen 初Chu 丹Dan 恩En 帆Fan 歌Ge 涵Han 禾He 和He 佳Jia 嘉Jia 静Jing 景Jing 珂Ke
          可Ke 岚Lan 乐Le 琳Lin 朗Lang 宁Ning 楠Nan 沛Pei 琪Qi 清Qing 然Ran 若Ruo 瑞Rui 思Si 书Shu 舒Shu
          桐Tong 彤Tong 文Wen 婉Wan 希Xi 晓Xiao 欣Xin 星Xing 雅Ya 言Yan 一Yi 奕Yi 雨Yu 远Yuan 悦Yue 泽Ze
          哲Zhe 知Zhi 致Zhi 卓Zhuo 子Zi 梓Zi 明Ming 川Chuan 松Song 航Hang 磊Lei 峰Feng
          """);
  private static final List<String> FIRST =
      List.of(
          """
          Alice Amir Beatrice Callum Chloe Daniel Eleanor Ethan Fiona George Hannah Harry Imogen Isaac
          Jasmine Joseph Kirsty Leo Lydia Marcus Maya Nathan Olivia Oscar Priya Quentin Rosie Samuel
          Tara Theo Una Victor Wendy Xavier Yasmin Zoë
          """
              .strip()
              .split("\\s+"));
  private static final List<String> LAST =
      List.of(
          """
          Ashdown Barrow Chatterjee Dunmore Ellwood Fairfax Greenhalgh Holloway Iqbal Jessop Kingsley
          Lockhart Merriman Northcott O'Hara Pemberton Quigley Ramsden Sutcliffe Thackeray Underhill
          Venkatesan Whitlock Yarborough Tan Lim Ng Goh Nair Abdullah
          """
              .strip()
              .split("\\s+"));
  // The first one's opening sign lies outside the sixteen-bit range: two units of UTF-16, one sign.
  private static final List<String> JAPANESE_LAST =
      words("𠮷田Yoshida 佐藤Sato 鈴木Suzuki 高橋Takahashi 渡辺Watanabe 小林Kobayashi 山本Yamamoto 森Mori");
  private static final List<String> JAPANESE_FIRST =
      words("健太Kenta 葵Aoi 陽菜Hina 蓮Ren 美咲Misaki 翔Sho 結衣Yui 大和Yamato 凛Rin 直樹Naoki");

  private PeopleNames() {}

  static Name of(Places.City city, Draw draw) {
    if (city.chinese()) {
      return draw.percent(95) ? chinese(draw) : western(draw);
    }
    return switch (city.name()) {
      case "Tokyo" -> japanese(draw);
      case "Singapore" -> draw.percent(50) ? chinese(draw) : western(draw);
      default -> western(draw);
    };
  }

  private static Name chinese(Draw draw) {
    String surname = draw.of(SURNAMES);
    String given = draw.of(GIVEN);
    String second = draw.percent(70) ? draw.of(GIVEN) : "";
    String enGiven = latin(given) + latin(second).toLowerCase(Locale.ROOT);
    String enFirst = draw.percent(25) ? draw.of(FIRST) : enGiven;
    return new Name(home(surname) + home(given) + home(second), enFirst + " " + latin(surname));
  }

  private static Name japanese(Draw draw) {
    String surname = draw.of(JAPANESE_LAST);
    String given = draw.of(JAPANESE_FIRST);
    return new Name(home(surname) + " " + home(given), latin(given) + " " + latin(surname));
  }

  private static Name western(Draw draw) {
    String name = draw.of(FIRST) + " " + draw.of(LAST);
    return new Name(name, name);
  }

  private static String home(String word) {
    return word.substring(0, word.length() - latin(word).length());
  }

  private static String latin(String word) {
    int start = word.length();
    while (start > 0 && word.charAt(start - 1) < 0x80) {
      start--;
    }
    return word.substring(start);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
