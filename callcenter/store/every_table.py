"""Make METADATA whole: import every module of the store whose name ends in `_tables`."""

import importlib
import pkgutil

import callcenter.store
from callcenter.store.tables import METADATA

for _module in pkgutil.iter_modules(callcenter.store.__path__):
    if _module.name.endswith("_tables"):
        importlib.import_module(f"callcenter.store.{_module.name}")

__all__ = ["METADATA"]
