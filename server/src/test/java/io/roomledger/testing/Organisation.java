package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.AdminRights;
import io.roomledger.identity.AppInstallations;
import io.roomledger.identity.Apps;
import io.roomledger.identity.People;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import io.roomledger.oauth.RedirectUris;
import io.roomledger.rooms.RoomTree;
import io.roomledger.signin.Accounts;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A tenant that a test fills with what it needs. */
public final class Organisation {
  /** The ids and the instant of the documentation's own sample request. */
  public static final String SAMPLE_LEVEL = "omb_57c9cc7d9a81e27e54c8fabfd02759e7";

  public static final String SAMPLE_ROOM = "omm_eada1d61a550955240c28757e7dec3af";
  public static final Instant SAMPLE_INSTANT = Instant.ofEpochSecond(1_655_276_858);

  private final JdbcClient jdbc;
  private final Secrets secrets = new Secrets(new SecureRandom());
  private final TransactionTemplate transaction;
  private final Tenants.Tenant tenant;
  private final Level root;
  private final People people;
  private final Apps apps;
  private final AdminRights rights;

  /** A level: our number and the protocol's id. */
  public record Level(long number, String id) {}

  /** A room: our number and the protocol's id. */
  public record Room(long number, String id) {}

  /** A person: our number and the protocol's id. */
  public record Person(long number, String openId) {}

  /** An app with its secret. */
  public record App(String id, String secret) {}

  private Organisation(DataSource dataSource, String zone) {
    this.jdbc = JdbcClient.create(dataSource);
    this.people = new People(jdbc, secrets);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.apps = new Apps(jdbc, transaction, secrets);
    this.rights = new AdminRights(jdbc);
    this.tenant = new Tenants(jdbc, secrets).create("组织", zone);
    String rootId = new RoomTree(jdbc).createRoot(tenant.id(), "组织", secrets);
    this.root = new Level(levelNumber(rootId), rootId);
  }

  static Organisation create(DataSource dataSource) {
    return new Organisation(dataSource, "Asia/Shanghai");
  }

  public long tenantId() {
    return tenant.id();
  }

  public Level root() {
    return root;
  }

  /** A level, in the zone of its parent. */
  public Level level(Level parent, String name) {
    return level(parent, name, null, secrets.id("omb_", 32));
  }

  /**
   * A level.
   *
   * @param zone null = that of the parent
   */
  public Level level(Level parent, String name, @Nullable String zone, String openId) {
    jdbc.sql(
            """
            insert into room_level (tenant_id, open_level_id, parent_id, name, time_zone)
            values (:tenant, :openId, :parent, :name, :zone)
            """)
        .param("tenant", tenant.id())
        .param("openId", openId)
        .param("parent", parent.number())
        .param("name", name)
        .param("zone", zone)
        .update();
    directoryChanged();
    return new Level(levelNumber(openId), openId);
  }

  private long levelNumber(String openId) {
    return jdbc.sql("select id from room_level where tenant_id = ? and open_level_id = ?")
        .params(tenant.id(), openId)
        .query(Long.class)
        .single();
  }

  public String newLevelId() {
    return secrets.id("omb_", 32);
  }

  public Room room(Level level, String name) {
    return room(level, name, secrets.id("omm_", 32));
  }

  public Room room(Level level, String name, String openId) {
    directoryChanged();
    return new Room(
        jdbc.sql(
                """
                insert into room (tenant_id, open_room_id, level_id, name, capacity)
                values (?, ?, ?, ?, 8) returning id
                """)
            .params(tenant.id(), openId, level.number(), name)
            .query(Long.class)
            .single(),
        openId);
  }

  public Person person(String name) {
    People.Person person = people.create(tenant.id(), name, null, null);
    return new Person(person.id(), person.openId());
  }

  /** A person of a new department with this name. */
  public Person person(String name, String department) {
    Person person = person(name);
    jdbc.sql(
            """
            with made as (
              insert into department (tenant_id, open_department_id, name) values (:tenant, :id, :department) returning id)
            update person set department_id = (select id from made) where tenant_id = :tenant and id = :person
            """)
        .param("tenant", tenant.id())
        .param("id", secrets.id("od-", 32))
        .param("department", department)
        .param("person", person.number())
        .update();
    directoryChanged();
    return person;
  }

  /** Who can sign in. */
  public record User(Person person, String email, String password) {
    public long number() {
      return person.number();
    }
  }

  /** A person who can sign in. */
  public User user(String name) {
    String email = secrets.id("", 12) + "@Example.org";
    People.Person made = people.create(tenant.id(), name, null, email);
    User user = new User(new Person(made.id(), made.openId()), email, "right horse battery");
    accounts().setPassword(tenant.id(), made.id(), user.password());
    return user;
  }

  public Accounts accounts() {
    return new Accounts(jdbc, transaction, secrets, InstantSource.system());
  }

  public AppInstallations installations() {
    return new AppInstallations(jdbc, transaction);
  }

  public Apps apps() {
    return apps;
  }

  public String tenantKey() {
    return tenant.key();
  }

  /** Our number of the app. */
  public long number(App app) {
    return apps.find(app.id()).orElseThrow().number();
  }

  public void redirectTo(App app, String uri) {
    assertThat(new RedirectUris(jdbc).add(number(app), uri)).isTrue();
  }

  public void setPersonState(Person person, String state) {
    jdbc.sql("update person set state = ? where tenant_id = ? and id = ?")
        .params(state, tenant.id(), person.number())
        .update();
    directoryChanged();
  }

  /** Something about names, rooms or levels was changed past the doors. */
  public void directoryChanged() {
    jdbc.sql("update tenant set directory_version = directory_version + 1 where id = ?")
        .param(tenant.id())
        .update();
  }

  public App app(Person creator, String... scopes) {
    Apps.NewApp app = apps.createCustom(tenant.id(), "app", creator.number(), List.of(scopes));
    return new App(app.appId(), app.secret());
  }

  /** An app with the scope to export, whose creator may export everything. */
  public App exporter() {
    Person creator = person("创建者");
    grant(creator, null);
    return app(creator, "vc:export");
  }

  /**
   * Grants the right to manage meetings.
   *
   * @param level null = everywhere
   */
  public void grant(Person person, @Nullable Level level) {
    rights.grant(tenant.id(), person.number(), level == null ? null : level.number());
  }

  /** Takes all rights. */
  public void revoke(Person person) {
    jdbc.sql("delete from admin_right where tenant_id = ? and person_id = ?")
        .params(tenant.id(), person.number())
        .update();
  }

  /** Begins a reservation; {@link NewReservation#save} makes it. */
  public NewReservation reserve(Room room, Instant begin, Instant finish) {
    return new NewReservation(jdbc, tenant.id(), room.number(), begin, finish);
  }

  /** The documentation's sample: its level, its room, and a reservation around its instant. */
  public Room sample() {
    Level level = level(root, "示例层级", null, SAMPLE_LEVEL);
    Room room = room(level, "测试专用rooms", SAMPLE_ROOM);
    reserve(room, SAMPLE_INSTANT.minusSeconds(1800), SAMPLE_INSTANT.plusSeconds(1800))
        .topic("xx的视频会议")
        .booker(person("xx", "人事部"))
        .counts(10, 8)
        .save();
    return room;
  }
}
