"""Runs MiniStack 1.5.33 with two things that AWS does and it leaves out."""

import threading

from ministack.app import main
from ministack.services import dynamodb, lambda_svc

partiql = threading.local()
set_item = dynamodb._set_item
execute_function = lambda_svc._execute_function


def set_item_and_tell_stream(table, pk, sk, item):
    """A write by PartiQL is in the table's stream like any other."""
    old = set_item(table, pk, sk, item)
    if getattr(partiql, "runs", False):
        dynamodb._emit_stream_event(table["TableName"], "MODIFY" if old else "INSERT", old, item)
    return old


def marked_as_partiql(run):
    def marked(*arguments):
        partiql.runs = True
        try:
            return run(*arguments)
        finally:
            partiql.runs = False

    return marked


def execute_function_for_stream(function, event):
    """Records of a stream that a function says it could not process come again: here with those before them."""
    result = execute_function(function, event)
    records = event.get("Records") if isinstance(event, dict) else None
    of_stream = bool(records) and records[0].get("eventSource") == "aws:dynamodb"
    body = result.get("body")
    if of_stream and isinstance(body, dict) and body.get("batchItemFailures"):
        return {**result, "error": True}
    return result


dynamodb._set_item = set_item_and_tell_stream
dynamodb._partiql_insert = marked_as_partiql(dynamodb._partiql_insert)
dynamodb._partiql_update = marked_as_partiql(dynamodb._partiql_update)
lambda_svc._execute_function = execute_function_for_stream

main()
