#!/bin/sh
# Starts a part of Airflow: api-server, scheduler, dag-processor or triggerer. What is secret comes from Secrets Manager, in variables.
set -eu

if [ -n "${DATABASE_HOST:-}" ]; then
  database="${DATABASE_USER}:${DATABASE_PASSWORD}@${DATABASE_HOST}:${DATABASE_PORT}/${DATABASE_NAME}"
  export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg2://${database}?sslmode=${DATABASE_SSL:-require}"
  export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC="postgresql+asyncpg://${database}?ssl=${DATABASE_SSL:-require}"
  # 43 letters and digits and this sign are 32 bytes in base64, which is what a Fernet key is.
  export AIRFLOW__CORE__FERNET_KEY="${FERNET_SEED}="
fi

case "${1:-}" in
  api-server)
    # Airflow holds a lock of the database meanwhile: of two that start at once one migrates.
    airflow db migrate
    airflow fab-db migrate
    airflow users create --username admin --password "$ADMIN_PASSWORD" --role Admin \
      --firstname Admin --lastname Admin --email admin@localhost >/dev/null
    airflow users reset-password --username admin --password "$ADMIN_PASSWORD" >/dev/null
    ;;
  scheduler | dag-processor | triggerer)
    # Until the API server has migrated the database.
    airflow db check-migrations --migration-wait-timeout 600
    ;;
esac
exec airflow "$@"
