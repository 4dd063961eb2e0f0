package io.roomledger.demo;

import java.util.List;
import java.util.stream.Stream;

/** What rooms are called: mountains, waters, trees and stars at home, people of science abroad. */
final class RoomNames {

  /** As many different names as a building has rooms at most. */
  static final int PER_BUILDING = 96;

  private static final List<String> CHINESE =
      List.of(
          """
          泰山 华山 衡山 恒山 嵩山 黄山 庐山 峨眉山 武当山 长白山 昆仑山 天山 贡嘎 梅里雪山 玉龙雪山 雁荡山
          长江 黄河 珠江 钱塘江 嘉陵江 漓江 雅鲁藏布 额尔古纳 西湖 洞庭湖 鄱阳湖 太湖 青海湖 纳木错 千岛湖 泸沽湖
          银杏 梧桐 水杉 紫藤 海棠 木兰 青竹 白桦 胡杨 红枫 腊梅 丹桂 芦苇 薄荷 茉莉 石榴
          北斗 天枢 天璇 织女 牵牛 参宿 启明 流萤 晨曦 星河 朝霞 听雨 望岳 观澜 拾光 云起
          """
              .strip()
              .split("\\s+"));

  private static final List<String> ENGLISH =
      """
      Ada Lovelace, Alan Turing, Grace Hopper, Katherine Johnson, Marie Curie, Isaac Newton,
      Emmy Noether, Niels Bohr, Rosalind Franklin, Charles Darwin, Michael Faraday, Lise Meitner,
      Nikola Tesla, Carl Gauss, Leonhard Euler, Sophie Germain, Blaise Pascal, Johannes Kepler,
      Galileo, Copernicus, Hypatia, Archimedes, Euclid, Fibonacci, Joan Clarke, Claude Shannon,
      Barbara Liskov, Edsger Dijkstra, Donald Knuth, Hedy Lamarr, Mary Somerville, Caroline Herschel,
      Amber, Basalt, Cedar, Dune, Ember, Fjord, Granite, Harbour, Iris, Juniper, Kestrel, Lagoon,
      Maple, Nimbus, Osprey, Prairie, Quartz, Ridge, Saffron, Tundra, Umber, Violet, Willow, Yarrow,
      Zephyr, Anchor, Beacon, Compass, Driftwood, Estuary, Foxglove, Glacier, Heron, Indigo, Jasper,
      Kelp, Larch, Meridian, Nutmeg, Orchard, Pebble, Quill, Raven, Sparrow, Thistle, Upland, Vale,
      Wren, Apollo, Borealis, Cosmos, Delta, Equinox, Firefly, Gemini, Horizon, Ion, Jupiter, Kuiper,
      Lumen, Mercury, Neptune, Orion, Pulsar
      """
          .strip()
          .transform(text -> List.of(text.split(",\\s+")));

  private static final List<String> MIXED =
      Stream.concat(CHINESE.stream(), ENGLISH.stream()).limit(PER_BUILDING).toList();

  private RoomNames() {}

  /** The name of a building's room; different for the rooms of one building. */
  static String of(boolean chinese, int building, int roomInBuilding) {
    // 35 and 96 have no common factor: the steps meet every name before the first comes again.
    int step = (roomInBuilding * 35 + building * 11) % PER_BUILDING;
    return (chinese ? MIXED : ENGLISH).get(step);
  }
}
