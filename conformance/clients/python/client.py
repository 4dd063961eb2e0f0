"""The seed's Python sample, its address and credentials changed, and then the life of an export. What it is told, and what
it prints, is in ../README.md."""
import os
import sys
import time

import lark_oapi as lark
from lark_oapi.api.vc.v1 import *

env = os.environ


def new_client(**settings):
    builder = lark.Client.builder() \
        .app_id(env["APP_ID"]) \
        .app_secret(env["APP_SECRET"]) \
        .domain(env["BASE_URL"]) \
        .log_level(lark.LogLevel.ERROR)
    for name, value in settings.items():
        builder = getattr(builder, name)(value)
    return builder.build()


def sample(level):
    return ResourceReservationListExportRequest.builder() \
        .request_body(ResourceReservationListExportRequestBody.builder()
            .room_level_id(level)
            .need_topic(True)
            .start_time(env["START_TIME"])
            .end_time(env["END_TIME"])
            .room_ids([env["ROOM_ID"]])
            .is_exclude(False)
            .build()) \
        .build()


def passed(token):
    builder = lark.RequestOption.builder()
    return (builder.user_access_token(token) if env["MODE"] == "user" else builder.tenant_access_token(token)).build()


def saw(step, code, detail):
    print(step, code, " ".join(str(detail or "").split()), sep="\t", flush=True)


def arrived_ticket():
    """A ticket arrives as an event: the SDK checks its signature and decrypts it; it keeps none itself."""
    tickets = []
    request = lark.RawRequest()
    request.uri = "/events"
    request.body = env["EVENT_BODY"].encode()
    request.headers = {
        "X-Lark-Request-Timestamp": env["EVENT_TIMESTAMP"],
        "X-Lark-Request-Nonce": env["EVENT_NONCE"],
        "X-Lark-Signature": env["EVENT_SIGNATURE"],
    }
    handler = lark.EventDispatcherHandler.builder(env["ENCRYPT_KEY"], env["VERIFICATION_TOKEN"]) \
        .register_p1_customized_event("app_ticket", lambda event: tickets.append(event.event["app_ticket"])) \
        .build()
    answer = handler.do(request)
    if not tickets:
        sys.exit(f"the event was refused: {answer.status_code} {answer.content}")
    return tickets[0]


def client_and_option(manual):
    if env["MODE"] == "store":
        option = lark.RequestOption.builder().tenant_key(env["TENANT_KEY"]).app_ticket(arrived_ticket()).build()
        return new_client(app_type=lark.AppType.ISV), option
    if env["MODE"] == "fetched":
        return new_client(), None
    return manual, passed(env["TOKEN"])


def main():
    manual = new_client(enable_set_token=True)
    client, option = client_and_option(manual)

    created = client.vc.v1.export.resource_reservation_list(sample(env["ROOM_LEVEL_ID"]), option)
    if not created.success():
        saw("create", created.code, created.msg)
        sys.exit(1)
    saw("create", created.code, created.data.task_id)
    saw("log_id", 0, created.get_log_id())

    while True:
        time.sleep(0.1)
        request = GetExportRequest.builder().task_id(created.data.task_id).build()
        state = client.vc.v1.export.get(request, option)
        if not state.success():
            sys.exit(f"poll: {state.code} {state.msg}")
        if state.data.status != 1:
            break
    saw("poll", state.data.status, state.data.fail_msg or state.data.url)

    def download(token):
        return client.vc.v1.export.download(DownloadExportRequest.builder().file_token(token).build(), option)

    file = download(state.data.file_token)
    if file.success():
        with open(env["FILE"], "wb") as out:
            out.write(file.file.read())
    saw("download", file.code, file.file_name)

    def create(step, by, level, with_option):
        answer = by.vc.v1.export.resource_reservation_list(sample(level), with_option)
        saw(step, answer.code, answer.msg)

    create("wrong_field", client, "omb_?", option)
    create("not_there", client, env["UNKNOWN_LEVEL_ID"], option)
    if env["FORBIDDEN_LEVEL_ID"]:
        create("no_right", client, env["FORBIDDEN_LEVEL_ID"], option)
    missing = download(env["UNKNOWN_FILE"])
    saw("no_file", missing.code, missing.msg)
    create("wrong_token", manual, env["ROOM_LEVEL_ID"], passed(env["WRONG_TOKEN"]))
    if env["UNSCOPED_TOKEN"]:
        create("no_scope", manual, env["ROOM_LEVEL_ID"], passed(env["UNSCOPED_TOKEN"]))


if __name__ == "__main__":
    main()
