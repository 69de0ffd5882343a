"""A management command as a terminal would call it: what it prints, where, and the code it ends with."""

import json
from contextlib import redirect_stderr
from io import StringIO
from typing import Any, NamedTuple

from django.core.management import CommandError, call_command, get_commands, load_command_class


class Said(NamedTuple):
    """The code of its end, and what stood on standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document that is all of standard output."""
        return json.loads(self.out)


def say(name: str, *arguments: object) -> Said:
    """In this process and this transaction; django's own wrapper only turns CommandError into its code."""
    command = load_command_class(str(get_commands()[name]), name)
    command._called_from_command_line = True
    out, err = StringIO(), StringIO()
    code = 0
    with redirect_stderr(err):
        try:
            call_command(command, *map(str, arguments), stdout=out, stderr=err)
        except CommandError as error:
            code = error.returncode
            err.write(str(error))
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Said(code, out.getvalue(), err.getvalue())
