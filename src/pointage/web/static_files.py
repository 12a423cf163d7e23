"""Static files under names with hashes, in scripts that import each other too. Nothing is built."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import … from "./other.js"`, so that a page never mixes two versions."""

    support_js_module_import_aggregation = True
