"""The files of the pages under names that hold their digest, also where a script asks for another one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A module's ``import … from "./queue.js"`` leads to the file of that very version, which a browser keeps for good.

    Without this it would lead to a name without a digest, of which a browser has last year's.
    """

    support_js_module_import_aggregation = True
