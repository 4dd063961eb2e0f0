package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  @Test
  void whatAnUnfinishedValueCanReachIsStillThereAfterTheWindowMoved() {
    SlidingWindow window = new SlidingWindow();
    byte[] piece = new byte[256];
    while (!window.crowded()) {
      for (int i = 0; i < piece.length; i++) {
        piece[i] = (byte) (window.position() + i);
      }
      window.append(piece, 0, piece.length);
    }
    int begun = window.position() - SlidingWindow.MARGIN;
    int reached = begun - Deflate.MAX_DISTANCE;
    long before = window.longAt(reached);

    int shift = window.slide();

    int reachedNow = SlidingWindow.moved(reached, shift);
    assertThat(reachedNow).isNotNegative();
    assertThat(SlidingWindow.moved(begun, shift) - reachedNow).isEqualTo(Deflate.MAX_DISTANCE);
    assertThat(window.longAt(reachedNow)).isEqualTo(before);
  }
}
