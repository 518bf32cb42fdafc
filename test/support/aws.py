"""The `aws` command as far as our pages use it, on botocore's own models: for machines that have botocore and not the AWS CLI.

usage: aws.py SERVICE OPERATION [--option VALUE ...] [--query JMESPATH]
"""
import json
import os
import sys

import botocore.session
import jmespath
from botocore import xform_name


def shorthand(text):
    """Name=a,Values=b,c as a structure; the values of a list follow their name."""
    made, name = {}, None
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if equals:
            name = key
            made[name] = value
        else:
            made[name] = [*([made[name]] if isinstance(made[name], str) else made[name]), part]
    return made


def typed(shape, value):
    if shape.type_name == "structure":
        given = json.loads(value) if isinstance(value, str) and value.startswith("{") else value
        if isinstance(given, bool):
            given = {"Value": given}
        given = shorthand(given) if isinstance(given, str) else given
        return {name: typed(shape.members[name], item) for name, item in given.items()}
    if shape.type_name == "list":
        return [typed(shape.member, item) for item in (value if isinstance(value, list) else [value])]
    if shape.type_name == "map":
        given = json.loads(value) if isinstance(value, str) else value
        return {key: typed(shape.value, item) for key, item in given.items()}
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("double", "float"):
        return float(value)
    return value


def main(service, command, *words):
    client = botocore.session.get_session().create_client(service, endpoint_url=os.environ["ASSIZE_ENDPOINT"])
    names = {xform_name(name, "-"): name for name in client.meta.service_model.operation_names}
    operation = names.get(command)
    if operation is None:
        sys.exit(f"aws {service} has no {command}")
    shape = client.meta.service_model.operation_model(operation).input_shape
    members = {xform_name(name, "-"): name for name in (shape.members if shape else {})}
    options, query = {}, None
    for word in words:
        if word.startswith("--"):
            name = word[2:]
            options[name] = []
        else:
            options[name].append(word)
    given = {}
    for name, values in options.items():
        if name == "query":
            query = values[0]
        elif name in members:
            member = shape.members[members[name]]
            value = True if not values else values
            if values and (member.type_name != "list" or values[0].startswith("[")):
                value = json.loads(values[0]) if values[0].startswith("[") else values[0]
            given[members[name]] = typed(member, value)
        elif name.startswith("no-") and name[3:] in members:
            given[members[name[3:]]] = typed(shape.members[members[name[3:]]], False)
        else:
            sys.exit(f"aws {service} {command} has no --{name}")
    answer = getattr(client, xform_name(operation))(**given)
    answer.pop("ResponseMetadata", None)
    print(json.dumps(jmespath.search(query, answer) if query else answer, default=str, indent=1))


main(*sys.argv[1:])
