//! The periods planned, and their names.

/// A period of the horizon, counted from 0.
pub type Period = u32;

/// Months from a first one on; a scenario without a horizon is one nameless period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Year and month (1 to 12) in which the first period begins; none for a single period.
    pub start: Option<(i32, u32)>,
    /// Number of periods, at least 1.
    pub periods: u32,
    /// Months a period lasts, at least 1.
    pub months_per_period: u32,
}

impl Horizon {
    /// The period's name: `2014-03` for the month it begins in, `1` without a start.
    pub fn name(&self, period: Period) -> String {
        if self.start.is_none() {
            return (period + 1).to_string();
        }
        let (year, month) = self.month(period);
        format!("{year}-{month:02}")
    }

    /// Year and month in which a period begins; year 1 on without a start.
    pub fn month(&self, period: Period) -> (i32, u32) {
        let (year, month) = self.start.unwrap_or((1, 1));
        let months = i64::from(month) - 1 + i64::from(period) * i64::from(self.months_per_period);
        let year = i64::from(year) + months.div_euclid(12);
        (i32::try_from(year).expect("a year"), u32::try_from(months.rem_euclid(12)).expect("a month") + 1)
    }

    /// The calendar year in which a period begins.
    pub fn year(&self, period: Period) -> i32 {
        self.month(period).0
    }

    /// The period that begins in or holds this month; none outside the horizon.
    pub fn period_of(&self, year: i32, month: u32) -> Option<Period> {
        let (first_year, first_month) = self.start?;
        let months = (i64::from(year) - i64::from(first_year)) * 12 + i64::from(month) - i64::from(first_month);
        let period = u32::try_from(months.div_euclid(i64::from(self.months_per_period))).ok()?;
        (period < self.periods).then_some(period)
    }

    /// First and last period that begin in a calendar year; none outside the horizon.
    pub fn periods_of(&self, year: i32) -> Option<(Period, Period)> {
        let mut periods = (0..self.periods).filter(|&period| self.year(period) == year);
        let first = periods.next()?;
        Some((first, periods.next_back().unwrap_or(first)))
    }
}
