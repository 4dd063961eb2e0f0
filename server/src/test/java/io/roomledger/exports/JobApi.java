package io.roomledger.exports;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import tools.jackson.databind.JsonNode;

/** The extension API as a client calls it. */
record JobApi(Api api) {
  static final String PATH = "/roomledger/v1/exports";

  Answer list(String token, String query) {
    return api.get(PATH + (query.isEmpty() ? "" : "?" + query), token);
  }

  Answer show(String token, String taskId) {
    return api.get(PATH + "/" + taskId, token);
  }

  Answer cancel(String token, String taskId) {
    return api.post(PATH + "/" + taskId + "/cancel", token, "");
  }

  Answer rerun(String token, String taskId) {
    return api.post(PATH + "/" + taskId + "/rerun", token, "");
  }

  Answer preflight(String token, ExportOrder order) {
    return api.post(PATH + "/preflight", token, order.json());
  }

  /** Waits until the task is in this state. */
  JsonNode await(String token, String taskId, String state) {
    Await.until(
        "task " + taskId + " to be " + state,
        () -> show(token, taskId).expect(200, 0).data().path("state").asString().equals(state));
    return show(token, taskId).expect(200, 0).data();
  }
}
