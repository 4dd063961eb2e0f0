package io.roomledger.demo;

import io.roomledger.demo.SeedHash.Kind;
import io.roomledger.reservations.ImportedReservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The departments and the people of an organisation; the people of one city stand together. */
final class People {

  /** Always there and active: whoever runs the rooms. */
  static final int ADMINISTRATOR = 0;

  private static final List<String> LEAVES =
      List.of(
          "行政部/会议与空间服务组",
          "行政部/前台",
          "人事部/招聘组",
          "人事部/组织发展组",
          "财务部/会计组",
          "财务部/预算组",
          "法务部",
          "研发中心/平台研发部/基础架构组",
          "研发中心/平台研发部/数据库组",
          "研发中心/应用研发部/客户端组",
          "研发中心/应用研发部/前端组",
          "研发中心/应用研发部/服务端组",
          "研发中心/质量保障部",
          "研发中心/数据与算法部",
          "产品部/协作产品组",
          "产品部/增长产品组",
          "产品部/设计组",
          "市场部/品牌组",
          "市场部/活动组",
          "销售部/华北区",
          "销售部/华东区",
          "销售部/华南区",
          "销售部/Asia Pacific Sales",
          "销售部/EMEA Sales",
          "客户成功部/实施组",
          "客户成功部/Support Desk",
          "信息安全部",
          "总裁办");
  private static final int TEAM_SIZE = 40;

  private final SeedHash hash;
  private final List<SampleDepartment> departments = new ArrayList<>();
  private final Map<List<String>, Integer> departmentByPath = new HashMap<>();
  private final List<Integer> teams = new ArrayList<>();
  private final List<SamplePerson> people = new ArrayList<>();
  private final int[] cityStart = new int[Places.CITIES.size() + 1];

  People(SeedHash hash, int count) {
    this.hash = hash;
    addTeams(count);
    int percent = 0;
    for (int city = 0; city < Places.CITIES.size(); city++) {
      percent += Places.CITIES.get(city).percent();
      cityStart[city + 1] = Places.share(count, percent);
      while (people.size() < cityStart[city + 1]) {
        people.add(person(people.size(), Places.CITIES.get(city)));
      }
    }
  }

  List<SampleDepartment> departments() {
    return List.copyOf(departments);
  }

  List<SamplePerson> people() {
    return List.copyOf(people);
  }

  /** Somebody of the city, perhaps one who has left since. */
  SamplePerson anyOf(int city, Draw draw) {
    int start = cityStart[city];
    return people.get(start + draw.below(cityStart[city + 1] - start));
  }

  /** Somebody of the city who is still here. */
  SamplePerson activeOf(int city, Draw draw) {
    int start = cityStart[city];
    int size = cityStart[city + 1] - start;
    int index = draw.below(size);
    for (int i = 0; i < size; i++) {
      SamplePerson person = people.get(start + (index + i) % size);
      if (!person.left()) {
        return person;
      }
    }
    return administrator();
  }

  SamplePerson administrator() {
    return people.get(ADMINISTRATOR);
  }

  private void addTeams(int count) {
    int groups = count / (LEAVES.size() * TEAM_SIZE);
    for (String leaf : LEAVES) {
      List<String> path = List.of(leaf.split("/"));
      int department = department(path);
      if (groups <= 1) {
        teams.add(department);
        continue;
      }
      for (int group = 1; group <= groups; group++) {
        List<String> teamPath = new ArrayList<>(path);
        teamPath.add(path.getLast() + " " + group + " 队");
        teams.add(department(teamPath));
      }
    }
  }

  private int department(List<String> path) {
    Integer known = departmentByPath.get(path);
    if (known != null) {
      return known;
    }
    int parent = path.size() == 1 ? -1 : department(path.subList(0, path.size() - 1));
    int index = departments.size();
    departments.add(new SampleDepartment(path, "od-" + hash.hex32(Kind.DEPARTMENT, index), parent));
    departmentByPath.put(List.copyOf(path), index);
    return index;
  }

  private SamplePerson person(int index, Places.City city) {
    Draw draw = new Draw(hash.of(Kind.PERSON, index));
    PeopleNames.Name name = PeopleNames.of(city, draw);
    boolean administrator = index == ADMINISTRATOR;
    // Temporary staff belong to no department.
    boolean temporary = !administrator && draw.percent(1);
    int department = administrator ? teams.getFirst() : temporary ? -1 : draw.of(teams);
    boolean left = !administrator && index % 16 == 11;
    List<String> path = department < 0 ? List.of() : departments.get(department).path();
    SamplePerson.Contact contact =
        new SamplePerson.Contact(
            "ou_" + hash.hex32(Kind.PERSON, index),
            "on_" + hash.hex32(Kind.UNION, index),
            name.enName(),
            name.mailbox() + index + "@sample-tech.example",
            mobile(city, draw),
            String.format(Locale.ROOT, "S%06d", index + 1));
    return new SamplePerson(
        new ImportedReservation.Person(hash.hex8(index), name.name(), path),
        contact,
        department,
        left);
  }

  /** A number that no network assigns. */
  private static String mobile(Places.City city, Draw draw) {
    return switch (city.country()) {
      case "英国" -> String.format(Locale.ROOT, "+447700900%03d", draw.below(1000));
      case "新加坡" -> String.format(Locale.ROOT, "+650%07d", draw.below(10_000_000));
      case "日本" -> String.format(Locale.ROOT, "+81000%07d", draw.below(10_000_000));
      default -> String.format(Locale.ROOT, "+86100%08d", draw.below(100_000_000));
    };
  }
}
