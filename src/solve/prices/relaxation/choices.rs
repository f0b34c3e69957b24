//! What a relaxation is of: cases, the choices of each, and what there is for them.

/// Cases and their choices in one array, waiting among them.
#[derive(Debug, Default)]
pub struct Choices {
    /// By case: its families, and where its choices begin; one entry more.
    pub families: Vec<u32>,
    pub first: Vec<u32>,
    /// By choice: whose it is, what a family gains by it in points, and its cell.
    pub case: Vec<u32>,
    pub points: Vec<f64>,
    pub cell: Vec<u32>,
    /// By cell, where families of equal needs go by one option: resources, rising, and units that a family uses. The first
    /// cell is waiting.
    pub uses: Vec<Vec<(u32, u32)>>,
    /// By resource: units; below 0 where there are not enough for those who have no choice.
    pub left: Vec<i64>,
}

impl Choices {
    /// The choices of a case.
    pub fn of(&self, case: u32) -> std::ops::Range<u32> {
        self.first[case as usize]..self.first[case as usize + 1]
    }

    /// What a family uses by a choice: resources, rising, and units.
    pub fn uses_of(&self, choice: u32) -> &[(u32, u32)] {
        &self.uses[self.cell[choice as usize] as usize]
    }

    /// Choices in runs of one case each.
    pub fn by_case<'c>(&'c self, choices: &'c [u32]) -> impl Iterator<Item = &'c [u32]> {
        choices.chunk_by(|one, other| self.case[*one as usize] == self.case[*other as usize])
    }
}
