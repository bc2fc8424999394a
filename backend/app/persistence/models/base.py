"""The declarative base of the main database, and the columns most tables share."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

Moment = sa.TIMESTAMP(timezone=True)


class Base(DeclarativeBase):
    """Tables of the main database; constraint names are fixed so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def made_id() -> MappedColumn[UUID]:
    return mapped_column(primary_key=True, server_default=sa.text("gen_random_uuid()"))


def made_now(*, index: bool = False) -> MappedColumn[datetime]:
    return mapped_column(Moment, server_default=sa.func.now(), index=index or None)
