#!/bin/bash
# First start of a database server: what only its administrator may do. Our processes log in as
# `apextrade`, which owns its database and is neither superuser nor allowed to make others.
set -euo pipefail
: "${APEX_DATABASE_PASSWORD:?run apextrade init}"
psql --no-psqlrc -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password APEX_DATABASE_PASSWORD
CREATE ROLE apextrade LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE ROLE apex_app NOLOGIN NOBYPASSRLS;
CREATE ROLE apex_system NOLOGIN BYPASSRLS;
GRANT apex_app, apex_system TO apextrade;
CREATE DATABASE apextrade OWNER apextrade;
REVOKE ALL ON DATABASE apextrade FROM PUBLIC;
SQL
