"""
Runs MiniStack, and adds what textgate's stacks need of AWS and MiniStack leaves out. If RECORD_CALLS_TO names a file, the AWS
calls of Lambdas are noted there.
"""

import json
import os
import sys
import threading
from importlib.metadata import version

# The functions that are replaced below are private: any other version may have changed them.
VERSION = "1.5.33"
if version("ministack") != VERSION:
    sys.exit(
        f"infra/local/emulator.py changes private functions of MiniStack {VERSION}, and this is {version('ministack')}. "
        "Compare them with those of the new version, then change VERSION."
    )

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import apigateway, cloudwatch, dynamodb, eventbridge, lambda_svc

partiql = threading.local()
set_item = dynamodb._set_item
execute_function = lambda_svc._execute_function
dispatch_alarm_actions = cloudwatch._dispatch_alarm_actions


def set_item_and_tell_stream(table, pk, sk, item):
    """Writes by PartiQL appear in the table's stream like any other."""
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
    """Stream records that a function could not process come again; here, with those before them in the batch."""
    result = execute_function(function, event)
    records = event.get("Records") if isinstance(event, dict) else None
    of_stream = bool(records) and records[0].get("eventSource") == "aws:dynamodb"
    body = result.get("body")
    if of_stream and isinstance(body, dict) and body.get("batchItemFailures"):
        return {**result, "error": True}
    return result


def dispatch_alarm_actions_and_event(alarm, old_state, new_state, reason):
    """A change of an alarm's state puts an event on the account's bus."""
    dispatch_alarm_actions(alarm, old_state, new_state, reason)
    detail = {
        "alarmName": alarm["AlarmName"],
        "state": {"value": new_state, "reason": reason},
        "previousState": {"value": old_state},
    }
    entry = {"Source": "aws.cloudwatch", "DetailType": "CloudWatch Alarm State Change", "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def of_template(answer):
    """MiniStack stores a template's CORS configuration with capitals, and looks it up without them."""

    def answered(cors, origin):
        return answer({name[0].lower() + name[1:]: value for name, value in cors.items()}, origin)

    return answered


def record_calls(path):
    """
    Notes each AWS call of a Lambda in a file, as a line of JSON. AWS gives each function its own credentials, but MiniStack
    gives all the same. So a session token names the function. Other callers have tokens too, from roles that they assume.
    """
    mark = "lambda:"
    execution_credentials = lambda_runtime.execution_credentials
    handle = app._handle_post_body_shortcuts
    calls = open(path, "a", buffering=1)

    def credentials_that_tell(config):
        return {**execution_credentials(config), "AWS_SESSION_TOKEN": mark + config["FunctionName"]}

    async def note_and_handle(method, path, headers, body, *others):
        token = headers.get("x-amz-security-token", "")
        if token.startswith(mark):
            target = headers.get("x-amz-target", f"{method} {path}")
            call = {"function": token.removeprefix(mark), "target": target, "body": body.decode()}
            calls.write(json.dumps(call) + "\n")
        return await handle(method, path, headers, body, *others)

    lambda_runtime.execution_credentials = credentials_that_tell
    lambda_svc.execution_credentials = credentials_that_tell
    app._handle_post_body_shortcuts = note_and_handle


apigateway._cors_preflight_response = of_template(apigateway._cors_preflight_response)
apigateway._cors_response_headers = of_template(apigateway._cors_response_headers)
cloudwatch._dispatch_alarm_actions = dispatch_alarm_actions_and_event
dynamodb._set_item = set_item_and_tell_stream
dynamodb._partiql_insert = marked_as_partiql(dynamodb._partiql_insert)
dynamodb._partiql_update = marked_as_partiql(dynamodb._partiql_update)
lambda_svc._execute_function = execute_function_for_stream

if "RECORD_CALLS_TO" in os.environ:
    record_calls(os.environ["RECORD_CALLS_TO"])

app.main()
