"""Static files under names with hashes, in our scripts that import each other too. Nothing is
built."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

#: `import … from`, `export … from` and `import "…"`; not `import("…")`, which only types use.
_IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1][:3]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites what our own modules import, so that a page never mixes two versions. Others'
    modules are left alone: they may name files that we do not ship."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
