-- The tables of the benchmark, for DuckDB. The variable `customers` holds their number; all else is
-- drawn from hashes of a row's number, so it is the same on every machine.
CREATE MACRO draw(i, what, n) AS (hash(i, what) % n)::BIGINT;
CREATE MACRO utc(us) AS make_timestamp(us::BIGINT) AT TIME ZONE 'UTC';

-- Ten days of January 2026, with one row of each customer a day, in an order of its own.
CREATE VIEW history AS
WITH days AS (
    SELECT
        i,
        i // getvariable('customers') AS day,
        i * 7919 % getvariable('customers') AS customer,
        1767225600000000 + 86400000000 * day + draw(i, 'event', 86400000000) AS event_us
    FROM range(10 * getvariable('customers')) AS numbers(i)
)
SELECT
    100000000 + customer AS customer_id,
    utc(event_us) AS event_timestamp,
    utc(event_us + draw(i, 'created', 3600000000)) AS created_timestamp,
    draw(i, 'balance', 100000000) AS balance,
    1000 * draw(i, 'credit_limit', 500) AS credit_limit,
    draw(i, 'orders_30d', 200) AS orders_30d,
    draw(i, 'payments_30d', 40) AS payments_30d,
    draw(i, 'days_since_login', 1000) AS days_since_login,
    (draw(i, 'utilization', 10000) / 10000)::FLOAT AS utilization,
    draw(i, 'late_share', 1000000) / 1000000 AS late_share,
    ['private', 'business', 'student', 'senior'][1 + draw(customer, 'segment', 4)] AS segment,
    'city ' || draw(customer, 'city', 2000) AS city
FROM days;

CREATE VIEW first_day AS FROM history WHERE event_timestamp < TIMESTAMPTZ '2026-01-02 00:00:00+00';

CREATE VIEW second_day AS
FROM history
WHERE event_timestamp >= TIMESTAMPTZ '2026-01-02 00:00:00+00'
    AND event_timestamp < TIMESTAMPTZ '2026-01-03 00:00:00+00';
