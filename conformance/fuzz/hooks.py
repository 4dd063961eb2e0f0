"""What a schema cannot know: ids that lead somewhere. About every other case gets them, so that the fuzzer is not only
told what is not there."""

import os

import schemathesis

KNOWN = {
    "room_level_id": os.environ["ROOM_LEVEL_ID"],
    "room_ids": [os.environ["ROOM_ID"]],
    "task_id": os.environ["TASK_ID"],
    "file_token": os.environ["FILE_TOKEN"],
    "app_id": os.environ["APP_ID"],
    "app_secret": os.environ["APP_SECRET"],
    "client_id": os.environ["APP_ID"],
    "client_secret": os.environ["APP_SECRET"],
    "app_access_token": os.environ["APP_TOKEN"],
    "tenant_key": os.environ["TENANT_KEY"],
}


def lead_somewhere(values):
    """Puts known ids in the place of made-up ones; which of them, the made-up values decide."""
    if not isinstance(values, dict):
        return values
    led = dict(values)
    for name, known in KNOWN.items():
        if isinstance(led.get(name), (str, list)) and len(repr(values) + name) % 4 != 0:
            led[name] = known
    return led


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return lead_somewhere(path_parameters)


@schemathesis.hook
def map_query(context, query):
    return lead_somewhere(query)


@schemathesis.hook
def map_body(context, body):
    return lead_somewhere(body)
