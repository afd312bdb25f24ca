"""Prints what openpyxl reads in a workbook, as JSON: cells, what a reader sees of each sheet, and its charts."""

import json
import sys
from datetime import datetime, timedelta

import openpyxl


def plain(value):
    if isinstance(value, timedelta):
        return {"durationMs": round(value.total_seconds() * 1000)}
    return value.isoformat() if isinstance(value, datetime) else value


def cell_of(cell):
    link = cell.hyperlink
    return {
        "value": plain(cell.value),
        "isFormula": cell.data_type == "f",
        "format": cell.number_format,
        "link": None if link is None else (link.target or link.location),
    }


def series_of(one):
    return {"values": one.val.numRef.f, "categories": (one.cat.strRef or one.cat.numRef).f}


def title_of(chart):
    return "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r or [])


def chart_of(chart):
    return {"kind": chart.tagname, "title": title_of(chart), "series": [series_of(one) for one in chart.series]}


def sheet_of(sheet):
    return {
        "name": sheet.title,
        "cells": {
            cell.coordinate: cell_of(cell) for row in sheet.iter_rows() for cell in row if cell.value is not None
        },
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "orientation": sheet.page_setup.orientation,
        "fitToWidth": sheet.page_setup.fitToWidth,
        "repeatedRows": sheet.print_title_rows,
        "header": sheet.oddHeader.left.text,
        "footer": sheet.oddFooter.left.text,
        "conditionalRanges": [str(one.sqref) for one in sheet.conditional_formatting],
        "charts": [chart_of(chart) for chart in sheet._charts],
    }


json.dump([sheet_of(sheet) for sheet in openpyxl.load_workbook(sys.argv[1]).worksheets], sys.stdout)
