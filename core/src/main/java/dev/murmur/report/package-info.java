/// A run folder as one self-contained HTML page.
///
/// [RunReport] reads folders ([RunFolder] into [Run]), turns them into charts ([Curves],
/// [TrainingCurves], [BenchmarkCharts]) and tables ([Results], [Settings], [Replies], [Benchmarks],
/// [Questions]), and renders them ([HtmlPage]) with the template, style and script beside this
/// package in the resources. Whatever an unfinished run lacks is shown as missing. The same folders
/// give the same page: it holds no date and no duration.
@NullMarked
package dev.murmur.report;

import org.jspecify.annotations.NullMarked;
