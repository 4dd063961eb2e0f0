package io.roomledger.demo;

import io.roomledger.demo.SeedHash.Kind;
import io.roomledger.reservations.ImportedReservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The levels (country, city, building, floor) and the rooms of an organisation. */
final class Places {

  /**
   * A city with its share of the rooms.
   *
   * @param timeZone null = the organisation's
   */
  record City(
      String country,
      String name,
      @Nullable String timeZone,
      int percent,
      List<String> buildings,
      boolean chinese) {}

  static final List<City> CITIES =
      List.of(
          new City("中国", "北京", null, 30, List.of("云帆大厦", "启明中心", "北苑园区", "观湖国际"), true),
          new City("中国", "上海", null, 20, List.of("浦江广场", "徐汇云谷", "临港科创园"), true),
          new City("中国", "深圳", null, 15, List.of("海岸科技大厦", "南山智园", "前海中心"), true),
          new City("中国", "杭州", null, 15, List.of("西溪青谷", "钱塘之星"), true),
          new City("新加坡", "Singapore", "Asia/Singapore", 8, List.of("Raintree Tower"), false),
          new City("日本", "Tokyo", "Asia/Tokyo", 6, List.of("汐留ゲート", "Sakura Terrace"), false),
          new City("英国", "London", "Europe/London", 6, List.of("Foundry Yard"), false));

  /** The building of the documents' sample request is the first of all. */
  static final String SAMPLE_LEVEL_ID = "omb_57c9cc7d9a81e27e54c8fabfd02759e7";

  static final String SAMPLE_ROOM_ID = "omm_eada1d61a550955240c28757e7dec3af";
  static final int SAMPLE_ROOM = 5;

  private static final int[] CAPACITIES = {4, 6, 8, 10, 6, 12, 4, 8, 20, 14};
  private static final int HALL_CAPACITY = 60;
  private static final int FLOORS = 12;

  private final SeedHash hash;
  private final List<SampleLevel> levels = new ArrayList<>();
  private final Map<List<String>, Integer> levelByPath = new HashMap<>();
  private final List<SampleRoom> rooms = new ArrayList<>();

  Places(SeedHash hash, int roomCount) {
    this.hash = hash;
    level(List.of(), null);
    int percent = 0;
    for (int city = 0; city < CITIES.size(); city++) {
      int first = share(roomCount, percent);
      percent += CITIES.get(city).percent();
      addCity(city, share(roomCount, percent) - first, roomCount);
    }
  }

  /** How many of a number fall to the first so many per cent. */
  static int share(int whole, int percent) {
    return (int) ((long) whole * percent / 100);
  }

  List<SampleLevel> levels() {
    return List.copyOf(levels);
  }

  List<SampleRoom> rooms() {
    return List.copyOf(rooms);
  }

  private void addCity(int cityIndex, int count, int roomsInAll) {
    City city = CITIES.get(cityIndex);
    level(List.of(city.country()), null);
    level(List.of(city.country(), city.name()), city.timeZone());
    // A small organisation still has more than one floor.
    int roomsOnFloor = roomsInAll <= 200 ? 4 : RoomNames.PER_BUILDING / FLOORS;
    int roomsInBuilding = roomsOnFloor * FLOORS;
    for (int i = 0; i < count; i++) {
      int building = i / roomsInBuilding;
      String buildingName = buildingName(city, building);
      List<String> buildingPath = List.of(city.country(), city.name(), buildingName);
      level(buildingPath, null);
      int floor = i % roomsInBuilding / roomsOnFloor + 1;
      List<String> path = List.of(city.country(), city.name(), buildingName, floor + "F");
      int level = level(path, null);
      addRoom(cityIndex, level, RoomNames.of(city.chinese(), building, i % roomsInBuilding), path);
    }
  }

  private static String buildingName(City city, int building) {
    int names = city.buildings().size();
    String name = city.buildings().get(building % names);
    int block = building / names;
    if (block == 0) {
      return name;
    }
    return name + (city.chinese() ? " " + (block + 1) + " 号楼" : " Block " + (block + 1));
  }

  private void addRoom(int city, int level, String name, List<String> path) {
    int index = rooms.size();
    boolean sample = index == SAMPLE_ROOM;
    int capacity = index % 40 == 28 ? HALL_CAPACITY : CAPACITIES[index % CAPACITIES.length];
    ImportedReservation.Room place =
        new ImportedReservation.Room(
            path,
            levels.get(level).openLevelId(),
            sample ? "珠穆朗玛" : name,
            sample ? SAMPLE_ROOM_ID : "omm_" + hash.hex32(Kind.ROOM, index),
            capacity);
    rooms.add(new SampleRoom(index, level, city, place, SampleRoom.Habits.of(index, capacity)));
  }

  /** The number of a level, made when new; its parent is there. */
  private int level(List<String> path, @Nullable String timeZone) {
    Integer known = levelByPath.get(path);
    if (known != null) {
      return known;
    }
    int parent = path.isEmpty() ? -1 : level(path.subList(0, path.size() - 1), null);
    int index = levels.size();
    boolean sample =
        path.equals(List.of("中国", CITIES.getFirst().name(), buildingName(CITIES.getFirst(), 0)));
    String openId = sample ? SAMPLE_LEVEL_ID : "omb_" + hash.hex32(Kind.LEVEL, index);
    levels.add(new SampleLevel(path, openId, parent, timeZone));
    levelByPath.put(List.copyOf(path), index);
    return index;
  }
}
