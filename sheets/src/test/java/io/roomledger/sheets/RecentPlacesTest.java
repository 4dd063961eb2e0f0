package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecentPlacesTest {
  private final byte[] text = "Interview Interview".getBytes(StandardCharsets.UTF_8);
  private final RecentPlaces places = new RecentPlaces();

  @Test
  void theLastFourPlacesOfAWordAreKnownTheLastOneFirst() {
    for (int place : new int[] {100, 200, 70_000, 70_300, 70_600}) {
      places.remember(text, 0, place, 1);
    }
    places.remember(text, 0, 71_000, 1);
    assertThat(back(71_000, 0)).containsExactly(400, 700, 1_000, 70_800 % 65_536);
  }

  @Test
  void wordsOfOneCallKnowOfEachOther() {
    places.remember(text, 0, 5, 1 | 1 << 10);
    assertThat(back(15, 10)[0]).isEqualTo(10);
  }

  @Test
  void theFirstByteIsOutOfReachOfItself() {
    places.remember(text, 0, 0, 1);
    assertThat(back(0, 0)).containsOnly(65_536);
    places.remember(text, 0, 9, 1);
    places.clear();
    places.remember(text, 0, 0, 1);
    assertThat(back(0, 0)).containsOnly(65_536);
  }

  private int[] back(int place, int offset) {
    int[] back = new int[RecentPlaces.KEPT];
    for (int i = 0; i < back.length; i++) {
      back[i] = 1 + RecentPlaces.back(place, places.before(offset), i);
    }
    return back;
  }
}
